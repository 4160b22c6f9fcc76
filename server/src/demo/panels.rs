//! The panels that somebody added to the demo's project.

use suisei_core::table::{Column, MetricName, Statistic};
use suisei_core::view::{HistogramLayout, PanelKind, Shape};

/// In the order of the section.
pub(super) fn added() -> Vec<PanelKind> {
    let accuracy = metric("val/accuracy", Statistic::Max);
    let parameter = |name: &str| Column::Parameter {
        name: name.to_owned(),
    };
    let rate = parameter("learning_rate");
    vec![
        PanelKind::Parallel {
            columns: vec![
                parameter("optimizer"),
                rate.clone(),
                parameter("batch_size"),
                parameter("epochs"),
                accuracy.clone(),
            ],
        },
        PanelKind::Scatter {
            x: rate,
            y: accuracy.clone(),
        },
        PanelKind::Bar {
            value: accuracy.clone(),
            by: None,
        },
        PanelKind::Distribution {
            value: metric("optimizer/gradient_norm", Statistic::Last),
            by: None,
            shape: Shape::Violin,
        },
        PanelKind::Histogram {
            name: "weights".to_owned(),
            layout: HistogramLayout::Heat,
        },
        PanelKind::Matrix {
            name: "confusion matrix".to_owned(),
        },
        PanelKind::Curve {
            name: "ROC".to_owned(),
        },
    ]
}

fn metric(name: &str, statistic: Statistic) -> Column {
    Column::Metric {
        metric: MetricName {
            name: name.to_owned(),
            context: String::new(),
        },
        statistic,
    }
}
