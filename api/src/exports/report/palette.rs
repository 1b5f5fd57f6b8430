//! Colours that stay apart in print and for those who see few of them (after Okabe and Ito 2008, darkened for white paper).

/// Colours of departments and of lots, each far from those beside it in hue or in lightness.
const COLOURS: [&str; COUNT] = [
    "#1f6f9f", "#c4561b", "#2e8560", "#8d5aa5", "#b07d12", "#b23a5c", "#1b3a6b", "#6f6a3a", "#0f8f9a", "#7a3b12",
    "#d1477f", "#4d7f1c", "#5b53c4", "#555f69",
];

/// How many there are.
const COUNT: usize = 14;

/// How many of them tell lots apart: the first, which are the easiest to tell.
const OF_LOTS: usize = 8;

/// The neighbours of a lot that have another colour than it: fewer than there are colours.
const NEIGHBOURS: usize = OF_LOTS - 1;

/// The colour of the thing of an index.
pub(super) fn colour(index: usize) -> &'static str {
    COLOURS[index % COUNT]
}

/// Indices of colours of things at these places: none has that of one of the seven nearest that were coloured before it.
/// O(n log n).
pub(super) fn apart(places: &[[f64; 2]]) -> Vec<usize> {
    let tree = rstar::RTree::bulk_load(
        places.iter().enumerate().map(|(index, place)| rstar::primitives::GeomWithData::new(*place, index)).collect(),
    );
    let mut colours: Vec<Option<usize>> = vec![None; places.len()];
    for (index, place) in places.iter().enumerate() {
        let near = tree.nearest_neighbor_iter(place).take(NEIGHBOURS + 1);
        let taken: Vec<usize> = near.filter_map(|other| colours[other.data]).collect();
        let free = (0..OF_LOTS).map(|step| (index + step) % OF_LOTS).find(|colour| !taken.contains(colour));
        colours[index] = Some(free.unwrap_or(index % OF_LOTS));
    }
    colours.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    #[test]
    fn neighbours_have_other_colours() {
        // A row in which the eighth after each would have its colour if colours were dealt in turn.
        let places: Vec<[f64; 2]> = (0..40).map(|at| [f64::from(at % 8), f64::from(at / 8)]).collect();
        let colours = apart(&places);
        assert_eq!(colours.len(), places.len());
        for at in 8..places.len() {
            assert_ne!(colours[at], colours[at - 8], "{at}");
        }
        let dealt: std::collections::HashSet<usize> = colours.iter().copied().collect();
        assert_eq!(dealt.into_iter().max().unwrap(), OF_LOTS - 1);
    }
}
