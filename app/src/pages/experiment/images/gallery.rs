//! Which images are shown at a step, and in which groups. Pure.

use std::collections::{BTreeMap, BTreeSet};

use suisei_core::api::Asset;

/// The steps that exist, ascending.
pub(super) fn steps<'a>(assets: impl Iterator<Item = &'a Asset>) -> Vec<i64> {
    assets
        .filter_map(|asset| asset.step)
        .collect::<BTreeSet<i64>>()
        .into_iter()
        .collect()
}

/// The step nearest to a wanted one, among ascending ones.
pub(super) fn nearest(steps: &[i64], wanted: i64) -> Option<i64> {
    steps
        .iter()
        .copied()
        .min_by_key(|step| step.abs_diff(wanted))
}

/// The images to show at a step: of each name and context those of the newest step up to there.
/// Images without a step are always shown; sorted by name, then by time.
pub(super) fn at_step(assets: &[Asset], step: Option<i64>) -> Vec<Asset> {
    let known = |asset: &&Asset| match (asset.step, step) {
        (Some(own), Some(step)) => own <= step,
        _ => true,
    };
    let mut newest: BTreeMap<(&str, Option<&str>), Option<i64>> = BTreeMap::new();
    for asset in assets.iter().filter(known) {
        let slot = newest.entry(name_of(asset)).or_default();
        *slot = (*slot).max(asset.step);
    }
    let current = |asset: &&Asset| newest.get(&name_of(asset)) == Some(&asset.step);
    let mut shown: Vec<Asset> = assets
        .iter()
        .filter(known)
        .filter(current)
        .cloned()
        .collect();
    shown.sort_by(|a, b| {
        natural(&a.name)
            .cmp(&natural(&b.name))
            .then(a.time.cmp(&b.time))
    });
    shown
}

fn name_of(asset: &Asset) -> (&str, Option<&str>) {
    (&asset.name, asset.context.as_deref())
}

/// A name for sorting: numbers in it count as numbers, so that `9` comes before `10`.
fn natural(name: &str) -> Vec<(u64, String)> {
    let mut parts = vec![(0_u64, String::new())];
    for character in name.chars() {
        let in_number = parts.last().is_some_and(|(_, text)| text.is_empty()) && parts.len() > 1;
        match (character.to_digit(10), parts.last_mut()) {
            (Some(digit), Some(last)) if in_number => {
                last.0 = last.0.saturating_mul(10).saturating_add(u64::from(digit));
            }
            (Some(digit), _) => parts.push((u64::from(digit), String::new())),
            (None, Some(last)) => last.1.push(character),
            (None, None) => {}
        }
    }
    parts
}

/// Groups by folder, the part of the name before the last slash; images without one come first.
pub(super) fn folders(images: &[Asset]) -> Vec<(String, Vec<Asset>)> {
    let mut groups: BTreeMap<String, Vec<Asset>> = BTreeMap::new();
    for image in images {
        let folder = image.name.rsplit_once('/').map_or("", |(folder, _)| folder);
        groups
            .entry(folder.to_owned())
            .or_default()
            .push(image.clone());
    }
    groups.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(name: &str, step: Option<i64>) -> Asset {
        Asset {
            id: format!("{name}@{step:?}"),
            kind: "image".to_owned(),
            name: name.to_owned(),
            sha256: "0".repeat(64).parse().unwrap(),
            size: 1,
            content_type: None,
            step,
            epoch: None,
            context: None,
            metadata: None,
            time: 0,
            present: true,
        }
    }

    fn names(assets: &[Asset]) -> Vec<&str> {
        assets.iter().map(|asset| asset.id.as_str()).collect()
    }

    #[test]
    fn each_name_shows_its_newest_image_up_to_the_step() {
        let all = [
            image("a", Some(1)),
            image("a", Some(5)),
            image("b", Some(2)),
            image("c", None),
        ];
        assert_eq!(steps(all.iter()), [1, 2, 5]);
        assert_eq!((nearest(&[1, 2, 5], 4), nearest(&[], 4)), (Some(5), None));
        assert_eq!(
            names(&at_step(&all, Some(2))),
            ["a@Some(1)", "b@Some(2)", "c@None"]
        );
        assert_eq!(
            names(&at_step(&all, Some(9))),
            ["a@Some(5)", "b@Some(2)", "c@None"]
        );
        assert_eq!(names(&at_step(&all[3..], None)), ["c@None"]);
    }

    #[test]
    fn names_sort_as_people_count_and_group_by_folder() {
        let all = [image("x/10", None), image("x/9", None), image("top", None)];
        let shown = at_step(&all, None);
        assert_eq!(names(&shown), ["top@None", "x/9@None", "x/10@None"]);
        let groups = folders(&shown);
        let sizes: Vec<_> = groups
            .iter()
            .map(|(name, all)| (name.as_str(), all.len()))
            .collect();
        assert_eq!(sizes, [("", 1), ("x", 2)]);
    }
}
