//! What a demonstration prints once it is ready: where it is, a token for each role, and queries to paste.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;
use std::net::SocketAddr;

use chrono::Duration;

use super::staff;
use crate::app::App;
use crate::auth::token::{Bearer, TokenRole};
use crate::cli::CommandError;
use crate::cli::token::role_name;
use crate::graphql::global_id::NodeKind;
use crate::services::programmes::departments::with_planned_work;
use crate::store::{citizens, demonstration};

/// How long the tokens of a demonstration are valid.
const TOKEN_LIFETIME: Duration = Duration::days(30);

/// A line across the banner.
const RULE: &str = "────────────────────────────────────────────────────────────────────────────────";

/// What is printed.
pub(super) struct Banner {
    city: String,
    simulated: bool,
    address: SocketAddr,
    tokens: Vec<Token>,
    queries: Vec<Query>,
}

struct Token {
    role: TokenRole,
    name: String,
    text: String,
}

struct Query {
    role: TokenRole,
    french: &'static str,
    english: &'static str,
    text: String,
}

impl Banner {
    /// The banner of what the database holds.
    ///
    /// # Errors
    /// A database that fails.
    pub(super) async fn gather(app: &App, address: SocketAddr) -> Result<Self, CommandError> {
        let city = app.reference.current().await?.city.clone();
        let citizen = demonstration::busiest_citizen(&app.database).await?;
        let citizen = match citizen {
            Some(key) => Some(key),
            None => demonstration::first_citizen(&app.database).await?,
        };
        Ok(Self {
            city: city.name,
            simulated: city.simulated,
            address,
            tokens: tokens(app, citizen).await?,
            queries: queries(app, citizen).await?,
        })
    }

    /// The tokens by role.
    pub(super) fn tokens_by_role(&self) -> BTreeMap<&str, &str> {
        self.tokens.iter().map(|token| (role_name(token.role), token.text.as_str())).collect()
    }

    /// Prints it on standard output.
    ///
    /// # Errors
    /// Standard output that is closed.
    pub(super) fn print(&self) -> Result<(), CommandError> {
        let mut output = std::io::stdout().lock();
        output.write_all(self.text()?.as_bytes())?;
        Ok(output.flush()?)
    }

    fn text(&self) -> Result<String, std::fmt::Error> {
        let origin = match self.simulated {
            true => "demandes simulées sur de vraies rues / simulated requests on real streets",
            false => "vraies demandes / real requests",
        };
        let mut text = String::new();
        writeln!(text, "\n{RULE}\n  Riverain · {} · {origin}\n{RULE}\n", self.city)?;
        let address = self.address;
        writeln!(text, "  Explorateur / Explorer   http://{address}/")?;
        writeln!(text, "  GraphQL                  http://{address}/graphql")?;
        writeln!(text, "  Santé / Health           http://{address}/healthz  http://{address}/readyz\n")?;
        writeln!(
            text,
            "  Jetons, valides {} jours : à coller dans l’explorateur ou après « Authorization: Bearer ».",
            TOKEN_LIFETIME.num_days()
        )?;
        writeln!(
            text,
            "  Tokens, valid {} days: paste one in the explorer or after “Authorization: Bearer”.\n",
            TOKEN_LIFETIME.num_days()
        )?;
        for token in &self.tokens {
            writeln!(text, "  {} ({})\n{}\n", role_name(token.role), token.name, token.text)?;
        }
        writeln!(text, "  Trois requêtes à coller / Three queries to paste\n")?;
        for (number, query) in (1..).zip(&self.queries) {
            writeln!(text, "  {number}. {} · {}", role_name(query.role), query.french)?;
            writeln!(text, "     {}\n{}\n", query.english, query.text)?;
        }
        writeln!(text, "{RULE}\n  Ctrl-C : arrêter; les données restent. / Ctrl-C: stop; the data stays.\n{RULE}")?;
        Ok(text)
    }
}

async fn tokens(app: &App, citizen: Option<i64>) -> Result<Vec<Token>, CommandError> {
    let reference = app.reference.current().await?;
    let mut tokens = Vec::new();
    if let Some(key) = citizen {
        let row = citizens::by_keys(&app.database, &[key]).await?.pop();
        let name = row.map_or_else(String::new, |row| format!("{} {}", row.given_name, row.family_name));
        tokens.push(mint(app, TokenRole::Citizen, format!("citizen:{key}"), name, Vec::new())?);
    }
    for role in [TokenRole::Agent, TokenRole::Planner, TokenRole::Supervisor, TokenRole::Administrator] {
        let departments = if role == TokenRole::Planner { with_planned_work(&reference) } else { Vec::new() };
        let subject = role_name(role);
        tokens.push(mint(app, role, subject.to_owned(), staff::name_of(subject).to_owned(), departments)?);
    }
    Ok(tokens)
}

fn mint(
    app: &App,
    role: TokenRole,
    subject: String,
    name: String,
    departments: Vec<String>,
) -> Result<Token, CommandError> {
    let bearer = Bearer { role, subject, name: name.clone(), departments };
    Ok(Token { role, name, text: app.keyring.mint(bearer, app.clock.now(), TOKEN_LIFETIME)? })
}

async fn queries(app: &App, citizen: Option<i64>) -> Result<Vec<Query>, CommandError> {
    let mut queries = vec![Query {
        role: TokenRole::Planner,
        french: "le carnet d’interventions planifiées, par type de travaux",
        english: "the backlog of planned interventions, by work type",
        text: "{ backlog(groupBy: [WORK_TYPE]) { total { requestCount distinctCitizens estimatedCostCents }\n    \
               groups { workType { name } figures { requestCount estimatedCostCents age { p50Days p90Days } } } } }"
            .to_owned(),
    }];
    if let Some(programme) = demonstration::latest_planned_programme(&app.database).await? {
        let id = NodeKind::Programme.id(programme.id);
        queries.push(Query {
            role: TokenRole::Planner,
            french: "le programme de travaux : ses années, leurs projets et la raison de chacun",
            english: "the work programme: its years, their projects and the reason of each",
            text: format!(
                "{{ programme(id: \"{}\") {{ name state totals {{ scheduledProjectCount unscheduledProjectCount }} years {{ year budgetCents spentCents\n    \
                 departments {{ department {{ name }} projects(first: 2) {{ nodes {{ workType {{ name }} requestCount\n      \
                 costCents reason {{ code text }} }} }} }} }} }} }}",
                id.as_str()
            ),
        });
    }
    queries.extend(summary_query(app, citizen).await?);
    Ok(queries)
}

/// Where requests stand: those of the citizen, or the most urgent one for an agent where no citizen has any.
async fn summary_query(app: &App, citizen: Option<i64>) -> Result<Option<Query>, CommandError> {
    let mut numbers = Vec::new();
    if let Some(citizen) = citizen {
        for (alias, planned) in [("ordinary", false), ("planned", true)] {
            let request = demonstration::latest_request_of(&app.database, citizen, planned).await?;
            numbers.extend(request.map(|request| (alias, request.number)));
        }
    }
    let of_citizen = !numbers.is_empty();
    if !of_citizen {
        let request = demonstration::most_urgent(&app.database).await?;
        numbers.extend(request.map(|request| ("urgent", request.number)));
    }
    if numbers.is_empty() {
        return Ok(None);
    }
    let mut text = "{".to_owned();
    for (alias, number) in numbers {
        write!(
            text,
            " {alias}: followUpSummary(requestNumber: \"{number}\") {{ text promise dueAt lastFollowUp {{ text createdAt }} }}\n "
        )?;
    }
    let text = format!("{} }}", text.trim_end());
    Ok(Some(Query {
        role: if of_citizen { TokenRole::Citizen } else { TokenRole::Agent },
        french: "la synthèse des suivis, comme l’application 311 la montre",
        english: "the summary of the follow-ups, as the 311 app shows it",
        text,
    }))
}
