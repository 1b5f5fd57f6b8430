//! The connected components of the graph that joins points at most a radius apart: DBSCAN with `min_samples` 1.

use std::f64::consts::TAU;
use std::ops::Range;

use rayon::prelude::*;

use super::cell_grid::{CellGrid, Reach, whole};
use super::forest::Forest;
use super::{Nearness, Position, are_near, number_in_order};

/// The component of each point, numbered from 0 in order of first appearance, the same with any number of threads.
///
/// Points are sorted by the cells of a grid in which all points of a cell are neighbours (Gunawan 2013); cells that
/// hold a pair of neighbours are joined (Wang, Gu and Shun 2020), row by row in parallel. Pairs are looked at only
/// between cells that are not joined yet, so coincident or crowded points cost no more than scattered ones: O(n log n).
pub(crate) fn components(positions: &[Position], radius_m: f64) -> Vec<usize> {
    let Some(grid) = CellGrid::new(radius_m) else { return vec![0; positions.len()] };
    let occupied = Occupied::new(&grid, positions);
    let forest = Forest::new(occupied.cells.len());
    let joining = Joining { grid: &grid, occupied: &occupied, near: Nearness::new(radius_m), forest: &forest };
    (0..occupied.rows.len()).into_par_iter().for_each(|row| joining.join_row(row));
    let mut cell_of = vec![0; positions.len()];
    for (cell, content) in occupied.cells.iter().enumerate() {
        let root = forest.find(cell);
        for &point in &occupied.points[content.points.clone()] {
            cell_of[point] = root;
        }
    }
    number_in_order(cell_of.into_iter(), occupied.cells.len())
}

/// The cells that hold points, by row and column.
struct Occupied {
    rows: Vec<Row>,
    cells: Vec<Cell>,
    /// Indices of the points, cell by cell.
    points: Vec<usize>,
    /// The points, cell by cell.
    positions: Vec<Position>,
}

struct Row {
    number: i64,
    columns: i64,
    cells: Range<usize>,
}

struct Cell {
    column: i64,
    points: Range<usize>,
    lower: [f64; 3],
    upper: [f64; 3],
}

impl Occupied {
    fn new(grid: &CellGrid, positions: &[Position]) -> Self {
        let mut keys: Vec<((i64, i64), usize)> = positions
            .par_iter()
            .with_min_len(1024)
            .enumerate()
            .map(|(point, position)| (grid.cell_of(position), point))
            .collect();
        keys.par_sort_unstable();
        let ordered: Vec<Position> = keys.par_iter().with_min_len(1024).map(|&(_, point)| positions[point]).collect();
        let mut rows: Vec<Row> = Vec::new();
        let mut cells = Vec::new();
        let mut start = 0;
        for content in keys.chunk_by(|a, b| a.0 == b.0) {
            let (row, column) = content[0].0;
            let points = start..start + content.len();
            start = points.end;
            match rows.last_mut() {
                Some(last) if last.number == row => last.cells.end += 1,
                _ => rows.push(Row { number: row, columns: grid.columns(row), cells: cells.len()..cells.len() + 1 }),
            }
            cells.push(Cell::new(column, points, &ordered));
        }
        let points = keys.into_iter().map(|(_, point)| point).collect();
        Self { rows, cells, points, positions: ordered }
    }

    fn positions_of(&self, cell: usize) -> &[Position] {
        &self.positions[self.cells[cell].points.clone()]
    }

    /// The cells of a row between two columns.
    fn between(&self, row: &Row, first: i64, last: i64) -> Range<usize> {
        let cells = &self.cells[row.cells.clone()];
        let start = cells.partition_point(|cell| cell.column < first);
        let end = start + cells[start..].iter().take_while(|cell| cell.column <= last).count();
        row.cells.start + start..row.cells.start + end
    }
}

impl Cell {
    fn new(column: i64, points: Range<usize>, positions: &[Position]) -> Self {
        let (mut lower, mut upper) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
        for position in &positions[points.clone()] {
            for axis in 0..3 {
                lower[axis] = lower[axis].min(position.vector[axis]);
                upper[axis] = upper[axis].max(position.vector[axis]);
            }
        }
        Self { column, points, lower, upper }
    }

    /// Squares of the least and the greatest distance that a point of one cell's box can have from one of the other's.
    fn distances_squared(&self, other: &Self) -> (f64, f64) {
        let (mut least, mut greatest) = (0.0, 0.0);
        for axis in 0..3 {
            let gap = (self.lower[axis] - other.upper[axis]).max(other.lower[axis] - self.upper[axis]).max(0.0);
            let side = (self.upper[axis] - other.lower[axis]).max(other.upper[axis] - self.lower[axis]);
            least += gap * gap;
            greatest += side * side;
        }
        (least, greatest)
    }
}

struct Joining<'a> {
    grid: &'a CellGrid,
    occupied: &'a Occupied,
    near: Nearness,
    forest: &'a Forest,
}

impl Joining<'_> {
    /// Joins the cells of a row with those of the same row farther east, and with those of rows farther north.
    fn join_row(&self, index: usize) {
        let row = &self.occupied.rows[index];
        for other in &self.occupied.rows[index..] {
            match self.grid.reach(row.number, other.number) {
                Reach::Nothing => return,
                Reach::Everything => self.join_all(row, other),
                Reach::Within(longitude) => self.join_within(row, other, longitude),
            }
        }
    }

    fn join_all(&self, row: &Row, other: &Row) {
        for cell in row.cells.clone() {
            other.cells.clone().filter(|&there| there > cell).for_each(|there| self.join_cells(cell, there));
        }
    }

    fn join_within(&self, row: &Row, other: &Row, longitude: f64) {
        let scale = other.columns as f64 / row.columns as f64;
        let margin = longitude / TAU * other.columns as f64;
        // Neighbours of cells from west to east begin farther and farther east.
        let mut start = other.cells.start;
        for cell in row.cells.clone() {
            let column = self.occupied.cells[cell].column;
            let west = whole(column as f64 * scale - margin - 1e-6);
            let east = whole((column + 1) as f64 * scale + margin + 1e-6);
            if east - west + 1 >= other.columns {
                other.cells.clone().filter(|&there| there > cell).for_each(|there| self.join_cells(cell, there));
                continue;
            }
            while start < other.cells.end && self.occupied.cells[start].column < west {
                start += 1;
            }
            let near =
                (start.max(cell + 1)..other.cells.end).take_while(|&there| self.occupied.cells[there].column <= east);
            near.for_each(|there| self.join_cells(cell, there));
            // Across the 180th meridian.
            if west < 0 {
                let beyond = self.occupied.between(other, west + other.columns, other.columns);
                beyond.for_each(|there| self.join_cells(cell, there));
            }
            if east >= other.columns {
                let beyond = self.occupied.between(other, 0, east - other.columns);
                beyond.for_each(|there| self.join_cells(cell, there));
            }
        }
    }

    fn join_cells(&self, cell: usize, other: usize) {
        if !self.forest.are_joined(cell, other) && self.touch(cell, other) {
            self.forest.join(cell, other);
        }
    }

    /// Whether a point of one cell is a neighbour of a point of the other: by their boxes where those decide.
    fn touch(&self, cell: usize, other: usize) -> bool {
        let (least, greatest) = self.occupied.cells[cell].distances_squared(&self.occupied.cells[other]);
        if greatest <= self.near.surely_inside {
            return true;
        }
        least <= self.near.surely_outside
            && are_near(self.occupied.positions_of(cell), self.occupied.positions_of(other), self.near.radius_m)
    }
}
