//! What the projects of a site are worth year by year, once they have paid for what they use.

/// A set of years of the horizon, a bit a year.
pub(crate) type YearSet = u128;

/// The year of each member of a site, from 0; `None` waits.
pub(crate) type Choice = Vec<Option<u8>>;

/// What each member of a site is worth in each year, and the years that it may be done in.
#[derive(Default, Clone)]
pub(crate) struct Offers {
    pub(crate) years: usize,
    /// By member and year, with the better for it of its two mobilizations.
    pub(crate) worth: Vec<f64>,
    /// By member and year, what is lost where it is alone in the year; where it is negative, what is lost in company.
    pub(crate) alone: Vec<f64>,
    pub(crate) allowed: Vec<YearSet>,
    /// Members that must be done.
    pub(crate) required: Vec<bool>,
    /// Whether some member loses by company in some year.
    pub(crate) has_losses_in_company: bool,
}

impl Offers {
    pub(crate) fn worth_of(&self, member: usize, year: usize) -> f64 {
        self.worth[member * self.years + year]
    }

    pub(crate) fn loss_alone(&self, member: usize, year: usize) -> f64 {
        self.alone[member * self.years + year]
    }

    /// What a choice that keeps the rules of the site is worth.
    pub(crate) fn worth_of_choice(&self, choice: &[Option<u8>]) -> f64 {
        let Company { crowded, .. } = Company::of(choice);
        let members = choice.iter().enumerate().filter_map(|(member, year)| Some((member, usize::from((*year)?))));
        members
            .map(|(member, year)| {
                let loss = self.loss_alone(member, year);
                let is_crowded = crowded & bit(year) != 0;
                self.worth_of(member, year) - if is_crowded { (-loss).max(0.0) } else { loss.max(0.0) }
            })
            .fold(0.0, |a, b| a + b)
    }

    /// Keeps a member where it is.
    pub(crate) fn hold(&mut self, member: usize, year: Option<u8>) {
        self.allowed[member] = year.map_or(0, |year| bit(usize::from(year)));
        self.required[member] = year.is_some();
    }

    /// Whether a member must be done in that year.
    pub(crate) fn is_held(&self, member: usize, year: usize) -> bool {
        self.required[member] && self.allowed[member] == bit(year)
    }

    /// Adds to what a member is worth in any year a share of its undiscounted value.
    pub(crate) fn favour(&mut self, member: usize, more: f64) {
        for worth in &mut self.worth[member * self.years..(member + 1) * self.years] {
            *worth += more;
        }
    }
}

/// The years that a choice uses.
pub(crate) struct Company {
    /// Years in which some member is done.
    pub(crate) used: YearSet,
    /// Years in which several are: they share the mobilization.
    pub(crate) crowded: YearSet,
}

impl Company {
    pub(crate) fn of(choice: &[Option<u8>]) -> Self {
        let (mut used, mut crowded) = (0, 0);
        for year in choice.iter().flatten() {
            crowded |= used & bit(usize::from(*year));
            used |= bit(usize::from(*year));
        }
        Self { used, crowded }
    }
}

/// The set of one year.
pub(crate) fn bit(year: usize) -> YearSet {
    1 << year
}

/// The years from `first` up to but not including `end`.
pub(crate) fn years_between(first: usize, end: usize) -> YearSet {
    if first >= end { 0 } else { (YearSet::MAX >> (YearSet::BITS as usize - (end - first))) << first }
}

/// The years of a set, ascending.
pub(crate) fn each_year(mut set: YearSet) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let year = set.trailing_zeros() as usize;
        (set != 0).then(|| {
            set &= set - 1;
            year
        })
    })
}
