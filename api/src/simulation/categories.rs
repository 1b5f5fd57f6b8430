//! What simulated citizens ask about: the catalogue's precisions, weighed by real requests.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use riverain_entities::{precisions, products};
use serde::Deserialize;
use serde_json::Value;

use super::material::{Choices, Shape, ShapeCategory};
use crate::catalogue::format::Question;
use crate::domain::answers::Questions;
use crate::store::reference::Reference;

/// The definitions of the present question trees, by the key of their version.
pub(super) type QuestionDefinitions = HashMap<i64, Value>;

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
    /// The questions of its product.
    pub(super) questions: Option<Arc<AskedQuestions>>,
}

/// The questions of a product, as they are asked and as they are weighed.
#[derive(Debug)]
pub(super) struct AskedQuestions {
    pub(super) version_id: i64,
    pub(super) questions: Vec<Question>,
    pub(super) weights: Questions,
}

#[derive(Deserialize)]
struct Definition {
    questions: Vec<Question>,
}

impl Category {
    /// The code of the work type, where the precision belongs to the planned-intervention programme.
    pub(super) fn work_type(&self) -> Option<&str> {
        self.precision.work_type_code.as_deref()
    }
}

/// The present precisions with their shares: those that feed the planned programme make up the share that the simulation
/// chooses, evenly over work types in part; the rest follows real requests.
pub(super) fn categories(
    reference: &Reference,
    definitions: &QuestionDefinitions,
    shape: &Shape,
    choices: &Choices,
) -> Result<Vec<Category>, serde_json::Error> {
    let mut categories = Vec::new();
    for product in reference.products() {
        let questions = asked(reference, definitions, product)?;
        for precision in reference.precisions_of(product.id) {
            let real = shape.find(&product.code, &precision.code);
            categories.push(Category {
                product: Arc::clone(product),
                precision: Arc::clone(precision),
                share: real.map_or(0.0, |real| real.requests),
                months: real.and_then(|real| real.months),
                questions: questions.clone(),
            });
        }
    }
    weigh(&mut categories, choices);
    categories.retain(|category| category.share > 0.0);
    Ok(categories)
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

fn asked(
    reference: &Reference,
    definitions: &QuestionDefinitions,
    product: &products::Model,
) -> Result<Option<Arc<AskedQuestions>>, serde_json::Error> {
    let Some(tree) = reference.question_tree_of(product.id) else { return Ok(None) };
    let Some(definition) = definitions.get(&tree.version_id) else { return Ok(None) };
    let Definition { questions } = serde_json::from_value(definition.clone())?;
    Ok(Some(Arc::new(AskedQuestions { version_id: tree.version_id, questions, weights: tree.questions.clone() })))
}

impl Shape {
    fn find(&self, product: &str, precision: &str) -> Option<&ShapeCategory> {
        self.categories.iter().find(|category| category.product == product && category.precision == precision)
    }
}
