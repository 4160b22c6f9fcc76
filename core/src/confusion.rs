//! Confusion matrices: how often a class was taken for another one.

use serde::Deserialize;

/// A square matrix: a row for each actual class, a column for each predicted one.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Confusion {
    /// The classes, in the order of rows and columns.
    pub labels: Vec<String>,
    /// Counts.
    pub matrix: Vec<Vec<f64>>,
}

/// Why a text is no confusion matrix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfusionError {
    /// Not JSON of this form.
    #[error("this is no confusion matrix: {0}")]
    Form(String),
    /// Not as many rows and columns as labels.
    #[error("there are {labels} labels, and row {row} of {rows} has {cells} cells")]
    Size {
        /// Number of labels.
        labels: usize,
        /// Number of rows.
        rows: usize,
        /// The first row that does not fit, from 0.
        row: usize,
        /// Its number of cells.
        cells: usize,
    },
}

impl Confusion {
    /// Reads `{"labels": […], "matrix": [[…], …]}`; other fields count for nothing.
    pub fn read(json: &str) -> Result<Self, ConfusionError> {
        let read: Self =
            serde_json::from_str(json).map_err(|error| ConfusionError::Form(error.to_string()))?;
        let (labels, rows) = (read.labels.len(), read.matrix.len());
        let wrong = read.matrix.iter().position(|row| row.len() != labels);
        if wrong.is_none() && rows == labels {
            return Ok(read);
        }
        let row = wrong.unwrap_or(rows.min(labels));
        Err(ConfusionError::Size {
            labels,
            rows,
            row,
            cells: read.matrix.get(row).map_or(0, Vec::len),
        })
    }

    /// The part of all that lies on the diagonal; `None` without anything.
    pub fn accuracy(&self) -> Option<f64> {
        let all: f64 = self.matrix.iter().flatten().sum();
        let diagonal = self.matrix.iter().enumerate();
        let right: f64 = diagonal.filter_map(|(at, row)| row.get(at)).sum();
        (all > 0.0).then(|| right / all)
    }

    /// The greatest finite count.
    pub fn most(&self) -> f64 {
        let cells = self.matrix.iter().flatten().copied();
        cells.filter(|cell| cell.is_finite()).fold(0.0, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_square_matrices_are_read() {
        let text = r#"{"labels":["a","b"],"matrix":[[3,1],[0,4]],"rows":"actual"}"#;
        let read = Confusion::read(text).unwrap();
        assert_eq!((read.most(), read.accuracy()), (4.0, Some(0.875)));
        let wrong = Confusion::read(r#"{"labels":["a"],"matrix":[[1,2]]}"#);
        assert_eq!(
            wrong.unwrap_err().to_string(),
            "there are 1 labels, and row 0 of 1 has 2 cells"
        );
        assert!(Confusion::read("[]").is_err());
        assert!(Confusion::read(r#"{"labels":["a"],"matrix":[]}"#).is_err());
    }
}
