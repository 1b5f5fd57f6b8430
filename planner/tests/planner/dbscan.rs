//! Without limits, grouping is DBSCAN with `min_samples` 1: the labels of scikit-learn, written by
//! `benches/peers/dbscan_labels.py`.

use riverain_planner::connected_places;

#[test]
fn labels_are_those_of_scikit_learn() {
    let text = include_str!("dbscan_labels.csv");
    let (heading, lines) = text.split_once('\n').unwrap();
    let rows: Vec<Vec<&str>> = lines.lines().map(|line| line.split(',').collect()).collect();
    let places: Vec<[f64; 2]> = rows.iter().map(|row| [row[0].parse().unwrap(), row[1].parse().unwrap()]).collect();
    assert_eq!(places.len(), 3_000);
    let radii = heading.split(',').skip(2);
    for (column, radius_m) in radii.enumerate() {
        let expected: Vec<usize> = rows.iter().map(|row| row[column + 2].parse().unwrap()).collect();
        assert_eq!(connected_places(&places, radius_m.parse().unwrap()), expected, "radius {radius_m} m");
    }
}

#[test]
fn labels_do_not_depend_on_the_number_of_threads() {
    let places: Vec<[f64; 2]> = (0..60_000_u32)
        .map(|index| {
            let [x, y] = [7919, 104_729].map(|step| f64::from(index.wrapping_mul(step) % 9973) / 9973.0);
            [-71.3 + x * 0.3, 46.8 + y * 0.1]
        })
        .collect();
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| connected_places(&places, 20.0))
    };
    let alone = with(1);
    assert!(alone.iter().max().unwrap() > &20);
    assert_eq!(alone, with(4));
}
