//! The entities and the schema say the same, on both databases.

use riverain_entities::{
    assignment_rule_sets, attachments, boroughs, business_calendars, calendar_revisions, citizen_merges, citizen_words,
    citizens, city, closed_days, contact_requests, contacts, crews, delivery_attempts, departments, draft_requests,
    emergency_diversions, emergency_reasons, exceptional_situation_changes, exceptional_situation_events,
    exceptional_situations, follow_up_corrections, follow_up_templates, follow_ups, import_runs, inbound_emails,
    life_cycles, merged_citizen_rows, name_words, neighbourhoods, notification_deliveries, notification_events,
    planning_jobs, precisions, priority_policies, products, programme_areas, programme_budget_points,
    programme_budgets, programme_crew_hours, programme_departments, programme_left_out_requests,
    programme_lot_projects, programme_lots, programme_minimum_shares, programme_moratorium_blocks, programme_prices,
    programme_project_requests, programme_projects, programme_repeated_street_projects, programme_repeated_streets,
    programme_sites, programmes, promises, question_tree_versions, question_trees, request_followers, request_merges,
    request_moves, request_number_sequences, request_representatives, request_status_changes, service_commitments,
    service_requests, shared_follow_ups, street_segments, teams, user_departments, users, webhook_endpoints,
    work_types,
};
use riverain_tests::TestDatabase;
use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, IdenStatic, Iterable,
    QuerySelect, Statement,
};

use crate::sample_rows;

macro_rules! tables_of {
    ($connection:expr, [$($table:ident),* $(,)?]) => {
        vec![$(same_columns::<$table::Entity>($connection).await),*]
    };
}

#[tokio::test]
async fn every_table_has_the_columns_of_its_entity_and_the_reverse() {
    for database in TestDatabase::each().await {
        let connection = database.connection();
        let mut tables = tables_of!(
            connection,
            [
                assignment_rule_sets,
                attachments,
                boroughs,
                business_calendars,
                calendar_revisions,
                citizen_merges,
                citizen_words,
                citizens,
                city,
                closed_days,
                contact_requests,
                contacts,
                crews,
                delivery_attempts,
                departments,
                draft_requests,
                emergency_diversions,
                emergency_reasons,
                exceptional_situation_changes,
                exceptional_situation_events,
                exceptional_situations,
                follow_up_corrections,
                follow_up_templates,
                follow_ups,
                import_runs,
                inbound_emails,
                life_cycles,
                merged_citizen_rows,
                name_words,
                neighbourhoods,
                notification_deliveries,
                notification_events,
                planning_jobs,
                precisions,
                priority_policies,
                products,
                programme_areas,
                programme_budget_points,
                programme_budgets,
                programme_crew_hours,
                programme_departments,
                programme_left_out_requests,
                programme_lot_projects,
                programme_lots,
                programme_minimum_shares,
                programme_moratorium_blocks,
                programme_prices,
                programme_project_requests,
                programme_projects,
                programme_repeated_street_projects,
                programme_repeated_streets,
                programme_sites,
                programmes,
                promises,
                question_tree_versions,
                question_trees,
                request_followers,
                request_merges,
                request_moves,
                request_number_sequences,
                request_representatives,
                request_status_changes,
                service_commitments,
                service_requests,
                shared_follow_ups,
                street_segments,
                teams,
                user_departments,
                users,
                webhook_endpoints,
                work_types,
            ]
        );
        tables.sort();
        assert_eq!(tables, tables_in(connection).await);
    }
}

#[tokio::test]
async fn a_row_of_every_table_is_read_back_as_it_was_written() {
    for database in TestDatabase::each().await {
        sample_rows::insert_all(database.connection()).await;
    }
}

#[tokio::test]
async fn every_value_of_an_enum_is_allowed_and_no_other() {
    let database = TestDatabase::sqlite().await;
    let connection = database.connection();
    known::<products::RequestKind>(connection, &["products.kind", "precisions.kind", "service_requests.kind"]).await;
    known::<service_commitments::CommitmentKind>(connection, &["service_commitments.kind"]).await;
    known::<service_commitments::CommitmentUnit>(connection, &["service_commitments.unit"]).await;
    known::<work_types::Distance>(connection, &["work_types.distance"]).await;
    known::<service_commitments::CommitmentSubject>(connection, &["service_commitments.applies_to"]).await;
    known::<citizens::Language>(connection, &["citizens.language", "contacts.language"]).await;
    known::<citizens::LanguageGround>(connection, &["citizens.language_ground"]).await;
    known::<users::UserRole>(connection, &["users.role"]).await;
    known::<service_requests::RequestChannel>(connection, &["service_requests.channel"]).await;
    let statuses = [
        "service_requests.status",
        "follow_ups.status_from",
        "follow_ups.status_to",
        "request_status_changes.status_from",
        "request_status_changes.status_to",
        "request_merges.own_status",
    ];
    known::<service_requests::RequestStatus>(connection, &statuses).await;
    known::<follow_ups::AuthorKind>(connection, &["follow_ups.author_kind", "request_status_changes.author_kind"])
        .await;
    known::<promises::PromiseCause>(connection, &["promises.cause", "service_requests.promise_cause"]).await;
    known::<calendar_revisions::RevisionCause>(connection, &["calendar_revisions.cause"]).await;
    known::<exceptional_situations::ScopeKind>(connection, &["exceptional_situations.scope_kind"]).await;
    let events = ["exceptional_situation_events.kind"];
    known::<exceptional_situation_events::SituationEventKind>(connection, &events).await;
    known::<follow_ups::Audience>(connection, &["follow_ups.audience"]).await;
    known::<follow_ups::FollowUpKind>(connection, &["follow_ups.kind"]).await;
    known::<contacts::ContactChannel>(connection, &["contacts.channel"]).await;
    known::<contact_requests::ContactRelation>(connection, &["contact_requests.relation"]).await;
    known::<request_representatives::FollowUpRecipient>(connection, &["request_representatives.follow_ups_to"]).await;
    known::<draft_requests::DraftState>(connection, &["draft_requests.state"]).await;
    known::<draft_requests::DiscardReason>(connection, &["draft_requests.discard_reason"]).await;
    known::<notification_events::EventType>(connection, &["notification_events.event_type"]).await;
    known::<notification_deliveries::Channel>(connection, &["notification_deliveries.channel"]).await;
    known::<notification_deliveries::DeliveryState>(connection, &["notification_deliveries.state"]).await;
    let reasons = ["notification_deliveries.dropped_reason"];
    known::<notification_deliveries::DroppedReason>(connection, &reasons).await;
    known::<delivery_attempts::AttemptOutcome>(connection, &["delivery_attempts.outcome"]).await;
    known::<webhook_endpoints::EndpointState>(connection, &["webhook_endpoints.state"]).await;
    known::<webhook_endpoints::DisabledReason>(connection, &["webhook_endpoints.disabled_reason"]).await;
    known::<programmes::ProgrammeStatus>(connection, &["programmes.status"]).await;
    known::<programmes::PlanningState>(connection, &["programmes.state"]).await;
    known::<programme_areas::AreaKind>(connection, &["programme_areas.kind"]).await;
    let reasons = ["programme_left_out_requests.reason"];
    known::<programme_left_out_requests::LeftOutReason>(connection, &reasons).await;
}

async fn same_columns<E: EntityTrait>(connection: &DatabaseConnection) -> String {
    let table = E::default().table_name().to_owned();
    E::find().limit(0).all(connection).await.unwrap();
    let sql = match connection.get_database_backend() {
        DbBackend::Postgres => format!(
            "SELECT column_name || CASE is_nullable WHEN 'YES' THEN '?' ELSE '' END AS v
             FROM information_schema.columns WHERE table_name = '{table}' ORDER BY 1"
        ),
        _ => format!(
            "SELECT name || CASE WHEN \"notnull\" = 0 AND pk = 0 THEN '?' ELSE '' END AS v
             FROM pragma_table_info('{table}') ORDER BY 1"
        ),
    };
    let mut columns: Vec<String> = E::Column::iter()
        .map(|column| format!("{}{}", column.as_str(), if column.def().is_null() { "?" } else { "" }))
        .collect();
    columns.sort();
    let mut found = strings(connection, &sql).await;
    found.sort();
    assert_eq!(found, columns, "{table}");
    table
}

async fn tables_in(connection: &DatabaseConnection) -> Vec<String> {
    let sql = match connection.get_database_backend() {
        DbBackend::Postgres => "SELECT tablename::text AS v FROM pg_tables WHERE schemaname = 'public'",
        _ => "SELECT name AS v FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%\\_search%' ESCAPE '\\'",
    };
    let mut tables = strings(connection, sql).await;
    tables.retain(|table| table != "seaql_migrations" && table != "sqlite_sequence");
    tables.sort();
    tables
}

/// The columns' constraint lists the enum's values, in its order. One statement makes the table on both databases.
async fn known<A: ActiveEnum<Value = String>>(connection: &DatabaseConnection, columns: &[&str]) {
    for column in columns {
        let (table, column) = column.split_once('.').unwrap();
        let definition =
            strings(connection, &format!("SELECT sql AS v FROM sqlite_master WHERE name = '{table}'")).await;
        let constraint =
            format!("CONSTRAINT \"{table}_{column}_known\" CHECK ({column} IN ('{}'))", A::values().join("', '"));
        assert!(definition[0].contains(&constraint), "{constraint}\nis not in\n{}", definition[0]);
    }
}

async fn strings(connection: &DatabaseConnection, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    connection.query_all_raw(statement).await.unwrap().iter().map(|row| row.try_get("", "v").unwrap()).collect()
}
