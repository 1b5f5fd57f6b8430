//! One page of an ordered list, found by key rather than by counting rows.

use std::collections::HashMap;
use std::hash::Hash;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Alias, Expr, Func, Query, WindowStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, Order, QueryFilter, QueryOrder,
    QuerySelect, Select, Value,
};

/// The direction of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Direction {
    /// Least first.
    #[serde(rename = "a")]
    Ascending,
    /// Greatest first.
    #[serde(rename = "d")]
    Descending,
}

impl Direction {
    /// The other direction.
    pub fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

/// Which part of a list is asked for; `K` is the key of a row in the list's order.
#[derive(Debug, Clone, PartialEq)]
pub struct PageRequest<K> {
    /// The most rows to give.
    pub size: u64,
    /// Only rows after this key.
    pub after: Option<K>,
    /// Only rows before this key.
    pub before: Option<K>,
    /// Whether the page is the last of the list rather than its first.
    pub from_end: bool,
}

impl<K> PageRequest<K> {
    /// The first `size` rows.
    pub fn first(size: u64) -> Self {
        Self { size, after: None, before: None, from_end: false }
    }
}

/// One page of a list, in the list's order.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Whether rows come before them.
    pub has_previous: bool,
    /// Whether rows come after them.
    pub has_next: bool,
}

impl<T> Page<T> {
    /// The page out of the rows that were read: one more than asked for, in reading order.
    pub fn from_rows<K>(mut rows: Vec<T>, request: &PageRequest<K>) -> Self {
        let size = usize::try_from(request.size).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        rows.truncate(size);
        if request.from_end {
            rows.reverse();
            return Self { rows, has_previous: more, has_next: request.before.is_some() };
        }
        Self { rows, has_previous: request.after.is_some(), has_next: more }
    }

    /// The first `size` rows of a page that begins its list.
    pub fn shortened(&self, size: u64) -> Self
    where
        T: Clone,
    {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let rows: Vec<T> = self.rows.iter().take(size).cloned().collect();
        Self { has_previous: self.has_previous, has_next: self.has_next || rows.len() < self.rows.len(), rows }
    }

    /// A page of a list that holds nothing.
    pub fn empty() -> Self {
        Self { rows: Vec::new(), has_previous: false, has_next: false }
    }

    /// The same page of other rows.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page {
            rows: self.rows.into_iter().map(change).collect(),
            has_previous: self.has_previous,
            has_next: self.has_next,
        }
    }
}

/// One page of rows in the order of a column, whose values are their keys.
///
/// # Errors
/// A database that fails.
pub async fn page_by<E: EntityTrait, K: Into<Value> + Copy>(
    connection: &impl ConnectionTrait,
    rows: Select<E>,
    key: impl ColumnTrait,
    direction: Direction,
    request: &PageRequest<K>,
) -> Result<Page<E::Model>, DbErr> {
    let (order, beyond) = match direction {
        Direction::Ascending => (Order::Asc, request.after.map(|after| key.gt(after))),
        Direction::Descending => (Order::Desc, request.after.map(|after| key.lt(after))),
    };
    let rows = rows
        .filter(Condition::all().add_option(beyond))
        .order_by(key, order)
        .limit(request.size + 1)
        .all(connection)
        .await?;
    Ok(Page::from_rows(rows, request))
}

/// Where a row stands in a list by time: its moment, then its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct MomentPosition {
    /// When it happened.
    #[serde(rename = "t", with = "chrono::serde::ts_microseconds")]
    pub moment: DateTime<Utc>,
    /// Its key.
    pub id: i64,
}

/// One page of rows in the order of two columns: a moment, and the key of the row.
///
/// # Errors
/// A database that fails.
pub async fn page_by_moment<E: EntityTrait>(
    connection: &impl ConnectionTrait,
    rows: Select<E>,
    (moment, key): (impl ColumnTrait, impl ColumnTrait),
    direction: Direction,
    request: &PageRequest<MomentPosition>,
) -> Result<Page<E::Model>, DbErr> {
    let here = || Expr::tuple([moment.into_expr(), key.into_expr()]);
    let there = |position: MomentPosition| Expr::tuple([Expr::value(position.moment), Expr::value(position.id)]);
    let (after, before) = (request.after.map(there), request.before.map(there));
    let (after, before) = match direction {
        Direction::Ascending => (after.map(|there| here().gt(there)), before.map(|there| here().lt(there))),
        Direction::Descending => (after.map(|there| here().lt(there)), before.map(|there| here().gt(there))),
    };
    let read = if request.from_end { direction.reversed() } else { direction };
    let order = match read {
        Direction::Ascending => Order::Asc,
        Direction::Descending => Order::Desc,
    };
    let rows = rows
        .filter(Condition::all().add_option(after).add_option(before))
        .order_by(moment, order.clone())
        .order_by(key, order)
        .limit(request.size + 1)
        .all(connection)
        .await?;
    Ok(Page::from_rows(rows, request))
}

/// An end of each of several lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ListEnd {
    /// How many rows of each list.
    pub size: u64,
    /// Whether the latest are wanted rather than the earliest.
    pub latest: bool,
}

/// The same end of the lists of several owners, each by a moment and then by key, in one statement; owners without rows are
/// left out. The columns are that of the owner, of the moment and of the key.
///
/// # Errors
/// A database that fails.
pub async fn ends_by_moment<E: EntityTrait>(
    connection: &impl ConnectionTrait,
    owner_keys: &[i64],
    (owner, moment, key): (E::Column, E::Column, E::Column),
    owner_of: impl Fn(&E::Model) -> i64,
    end: ListEnd,
) -> Result<HashMap<i64, Page<E::Model>>, DbErr> {
    let order = if end.latest { Order::Desc } else { Order::Asc };
    let rank = Alias::new("rank_of_owner");
    let window =
        WindowStatement::partition_by(owner).order_by(moment, order.clone()).order_by(key, order.clone()).to_owned();
    let ranked = Query::select()
        .column(key)
        .expr_window_as(Func::cust("ROW_NUMBER"), window, rank.clone())
        .from(E::default())
        .cond_where(owner.is_in(owner_keys.iter().copied()))
        .to_owned();
    let kept = Query::select()
        .column(key)
        .from_subquery(ranked, Alias::new("ranked"))
        .and_where(Expr::col(rank).lte(end.size + 1))
        .to_owned();
    let rows = E::find()
        .filter(key.in_subquery(kept))
        .order_by(moment, order.clone())
        .order_by(key, order)
        .all(connection)
        .await?;
    let mut lists: HashMap<i64, Vec<E::Model>> = HashMap::new();
    for row in rows {
        lists.entry(owner_of(&row)).or_default().push(row);
    }
    let request: PageRequest<()> = PageRequest { from_end: end.latest, ..PageRequest::first(end.size) };
    Ok(lists.into_iter().map(|(owner, rows)| (owner, Page::from_rows(rows, &request))).collect())
}

/// The first pages of several lists, out of the rows that were read of all of them: one more of each than asked for, in
/// reading order.
pub fn first_pages<K: Eq + Hash, T>(rows: impl Iterator<Item = (K, T)>, size: u64) -> HashMap<K, Page<T>> {
    let mut rows_of: HashMap<K, Vec<T>> = HashMap::new();
    for (key, row) in rows {
        rows_of.entry(key).or_default().push(row);
    }
    let request: PageRequest<()> = PageRequest::first(size);
    rows_of.into_iter().map(|(key, rows)| (key, Page::from_rows(rows, &request))).collect()
}

/// Numbers of a position as their bits: JSON's decimal text may come back as a neighbouring number, and a page would
/// then repeat a row or leave one out.
pub mod exact {
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes the bits of a number.
    ///
    /// # Errors
    /// Those of the format.
    pub fn serialize<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(number.to_bits())
    }

    /// Reads a number from its bits.
    ///
    /// # Errors
    /// What is no whole number, or the bits of no number.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        let number = f64::from_bits(u64::deserialize(deserializer)?);
        match number.is_nan() {
            true => Err(serde::de::Error::custom("not a number")),
            false => Ok(number),
        }
    }
}
