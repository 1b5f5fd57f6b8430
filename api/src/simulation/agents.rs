//! Who answers: the staff that is there, or the agents of a simulated year, who exist nowhere else.

use rand::SeedableRng;
use rand::seq::IndexedRandom;
use riverain_entities::users::{self, UserRole};
use sea_orm::{DatabaseConnection, DbErr};

use super::SimulationRng;
use super::material::Material;
use super::scope::Scope;
use super::world::StaffMember;
use crate::store::simulated;
use crate::store::users::{NewUser, insert_missing};

/// The staff who answer and plan. The agents of a year are hired first, where they are not yet.
///
/// # Errors
/// A database that fails.
pub(super) async fn staff(
    database: &DatabaseConnection,
    material: &Material,
    scope: Scope,
    seed: u64,
) -> Result<Vec<StaffMember>, DbErr> {
    if matches!(scope, Scope::Requests(_)) {
        return Ok(simulated::staff(database).await?.into_iter().map(member).collect());
    }
    let mut rng = SimulationRng::seed_from_u64(seed);
    let names = &material.people.french;
    let mut subjects = Vec::new();
    for rank in 1..=material.choices.year.agents {
        let given_name = names.given_names.choose(&mut rng).map_or("", String::as_str);
        let family_name = names.family_names.choose(&mut rng).map_or("", String::as_str);
        let (subject, name) = (format!("simulated-agent-{rank:02}"), format!("{given_name} {family_name}"));
        let agent = NewUser { subject: &subject, name: &name, role: UserRole::Agent, departments: Vec::new() };
        insert_missing(database, agent).await?;
        subjects.push(subject);
    }
    let mut staff: Vec<StaffMember> = simulated::staff(database).await?.into_iter().map(member).collect();
    staff.retain(|member| member.plans || subjects.contains(&member.subject));
    Ok(staff)
}

fn member(user: users::Model) -> StaffMember {
    StaffMember {
        user_id: user.id,
        subject: user.subject,
        name: user.name,
        plans: user.role == users::UserRole::Planner,
    }
}
