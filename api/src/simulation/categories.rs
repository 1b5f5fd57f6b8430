//! What simulated citizens ask about: the catalogue's precisions, weighed by real requests.

use std::collections::BTreeMap;
use std::sync::Arc;

use riverain_entities::{precisions, products};

use super::material::{Choices, Shape, ShapeCategory};
use crate::store::reference::{Reference, StoredQuestionTree};

/// A precision that citizens ask about.
#[derive(Debug, Clone)]
pub(super) struct Category {
    /// The version of the product.
    pub(super) product: Arc<products::Model>,
    /// The precision.
    pub(super) precision: Arc<precisions::Model>,
    /// Its share of the requests.
    pub(super) share: f64,
    /// Shares by month, where they are known.
    pub(super) months: Option<[f64; 12]>,
    /// The question tree of its product.
    pub(super) tree: Option<Arc<StoredQuestionTree>>,
}

impl Category {
    /// The code of the work type, where the precision belongs to the planned-intervention programme.
    pub(super) fn work_type(&self) -> Option<&str> {
        self.precision.work_type_code.as_deref()
    }

    /// Whether a request can come of it: 9-1-1 answers some precisions whatever is said.
    fn is_for_us(&self) -> bool {
        let rules = self.tree.iter().flat_map(|tree| &tree.tree.outcomes);
        !rules.into_iter().any(|rule| rule.ends() && rule.when.is_empty() && rule.is_for(&self.precision.code))
    }
}

/// The present precisions with their shares: those that feed the planned programme make up the share that the simulation
/// chooses, evenly over work types in part; the rest follows real requests.
pub(super) fn categories(reference: &Reference, shape: &Shape, choices: &Choices) -> Vec<Category> {
    let mut categories = Vec::new();
    for product in reference.products() {
        let tree = reference.question_trees().current_of(product.id);
        for precision in reference.precisions_of(product.id) {
            let real = shape.find(&product.code, &precision.code);
            categories.push(Category {
                product: Arc::clone(product),
                precision: Arc::clone(precision),
                share: real.map_or(0.0, |real| real.requests),
                months: real.and_then(|real| real.months),
                tree: tree.cloned(),
            });
        }
    }
    categories.retain(Category::is_for_us);
    weigh(&mut categories, choices);
    categories.retain(|category| category.share > 0.0);
    categories
}

fn weigh(categories: &mut [Category], choices: &Choices) {
    let total = |categories: &[Category], planned: bool| -> f64 {
        let counted = categories.iter().filter(|category| category.work_type().is_some() == planned);
        counted.map(|category| category.share).sum::<f64>().max(f64::MIN_POSITIVE)
    };
    let (real_planned, real_others) = (total(categories, true), total(categories, false));
    let mut precisions_of: BTreeMap<String, f64> = BTreeMap::new();
    for category in categories.iter() {
        if let Some(work_type) = category.work_type() {
            *precisions_of.entry(work_type.to_owned()).or_default() += 1.0;
        }
    }
    let work_types: f64 = precisions_of.values().map(|_| 1.0).sum();
    for category in categories {
        let precisions = category.work_type().and_then(|work_type| precisions_of.get(work_type));
        category.share = match precisions {
            None => (1.0 - choices.planned_share) * category.share / real_others,
            Some(precisions) => {
                let even = 1.0 / work_types / precisions;
                let real = category.share / real_planned;
                let evenly = choices.evenly_over_work_types;
                choices.planned_share * (evenly * even + (1.0 - evenly) * real)
            }
        };
    }
}

impl Shape {
    fn find(&self, product: &str, precision: &str) -> Option<&ShapeCategory> {
        self.categories.iter().find(|category| category.product == product && category.precision == precision)
    }
}
