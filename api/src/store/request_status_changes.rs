//! The history of the requests.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use riverain_entities::follow_ups::AuthorKind;
use riverain_entities::programmes::ProgrammeStatus;
use riverain_entities::request_status_changes::{ActiveModel, Column, Entity, Model};
use riverain_entities::service_requests::{self, RequestStatus};
use riverain_entities::{programme_project_requests, programme_projects, programmes};
use sea_orm::sea_query::{Expr, Func, Query, SelectStatement};
use sea_orm::{ActiveEnum, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, Order, QueryFilter};

use super::page::{Direction, ListEnd, MomentPosition, Page, PageRequest, ends_by_moment, page_by_moment};

/// Rows of one `INSERT`: under SQLite's 32,766 parameters.
const ROWS_A_STATEMENT: usize = 2_000;

impl From<&Model> for MomentPosition {
    fn from(change: &Model) -> Self {
        Self { moment: change.changed_at, id: change.id }
    }
}

/// Writes changes, many in a statement.
///
/// # Errors
/// A database that fails.
pub async fn insert_many(connection: &impl ConnectionTrait, rows: Vec<ActiveModel>) -> Result<(), DbErr> {
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let chunk: Vec<ActiveModel> = rows.by_ref().take(ROWS_A_STATEMENT).collect();
        Entity::insert_many(chunk).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// One page of the history of a request, earliest first.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    request_id: i64,
    request: &PageRequest<MomentPosition>,
) -> Result<Page<Model>, DbErr> {
    let rows = Entity::find().filter(Column::RequestId.eq(request_id));
    page_by_moment(connection, rows, (Column::ChangedAt, Column::Id), Direction::Ascending, request).await
}

/// The same end of the histories of several requests, in one statement; requests without history are left out.
///
/// # Errors
/// A database that fails.
pub async fn ends_of_histories(
    connection: &impl ConnectionTrait,
    request_ids: &[i64],
    end: ListEnd,
) -> Result<HashMap<i64, Page<Model>>, DbErr> {
    let columns = (Column::RequestId, Column::ChangedAt, Column::Id);
    ends_by_moment::<Entity>(connection, request_ids, columns, |row| row.request_id, end).await
}

/// Keeps how requests that a file brought came to be what they are: received when they were opened, and then what the file
/// says, since their closing or else since it was read.
///
/// # Errors
/// A database that fails.
pub async fn record_imported(
    connection: &impl ConnectionTrait,
    source: &str,
    external_ids: &[String],
) -> Result<(), DbErr> {
    use service_requests::Column as Request;
    let received = RequestStatus::Received.to_value();
    let imported = || {
        Condition::all()
            .add(Request::Source.eq(source))
            .add(Request::ExternalId.is_in(external_ids.iter().map(String::as_str)))
    };
    let opened = Columns { at: Request::OpenedAt.into_expr(), from: None, to: Expr::value(received.clone()) };
    insert_of_requests(connection, opened, source, imported()).await?;
    let since = Func::coalesce([Request::ClosedAt.into_expr(), Request::CreatedAt.into_expr()]).into();
    let told = Columns { at: since, from: Some(Expr::value(received)), to: Request::Status.into_expr() };
    let changed = imported().add(Request::Status.ne(RequestStatus::Received));
    insert_of_requests(connection, told, source, changed).await
}

/// What a change of many requests at once says.
struct Columns {
    at: Expr,
    from: Option<Expr>,
    to: Expr,
}

async fn insert_of_requests(
    connection: &impl ConnectionTrait,
    columns: Columns,
    author_name: &str,
    condition: Condition,
) -> Result<(), DbErr> {
    use service_requests::Column as Request;
    let mut kept = vec![Column::RequestId, Column::ChangedAt, Column::StatusTo, Column::AuthorKind, Column::AuthorName];
    let mut chosen = vec![
        Request::Id.into_expr(),
        columns.at,
        columns.to,
        Expr::value(AuthorKind::System.to_value()),
        Expr::value(author_name),
    ];
    kept.extend([Column::DepartmentId, Column::TeamId]);
    chosen.extend([Request::DepartmentId.into_expr(), Request::TeamId.into_expr()]);
    if let Some(from) = columns.from {
        kept.push(Column::StatusFrom);
        chosen.push(from);
    }
    let mut select = Query::select();
    select.exprs(chosen).from(service_requests::Entity).cond_where(condition).order_by(Request::Id, Order::Asc);
    insert_selected(connection, kept, select).await
}

async fn insert_selected(
    connection: &impl ConnectionTrait,
    columns: Vec<Column>,
    select: SelectStatement,
) -> Result<(), DbErr> {
    let mut insert = Query::insert();
    insert.into_table(Entity).columns(columns);
    insert.select_from(select).map_err(|error| DbErr::Custom(error.to_string()))?;
    connection.execute(&insert).await?;
    Ok(())
}

/// A change of the requests of a programme.
#[derive(Debug, Clone, Copy)]
pub struct MassChange<'a> {
    /// The key of the programme.
    pub programme: i64,
    /// The statuses that change.
    pub from: &'a [RequestStatus],
    /// The status that they take.
    pub to: RequestStatus,
    /// Who changes them.
    pub author_kind: AuthorKind,
    /// The user who does.
    pub author_user_id: Option<i64>,
    /// Their name.
    pub author_name: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// Changes the open requests for which a programme has a year, in two statements whatever their number. What is no longer
/// planned by one programme stays planned where a published one still has a year for it.
///
/// # Errors
/// A database that fails.
pub async fn change_requests_of_programme(
    transaction: &impl ConnectionTrait,
    change: MassChange<'_>,
) -> Result<(), DbErr> {
    use service_requests::Column as Request;
    if change.from.is_empty() {
        return Ok(());
    }
    let of_programme = requests_with_a_year()
        .and_where(programme_projects::Column::ProgrammeId.into_expr().eq(change.programme))
        .to_owned();
    let published = (change.to != RequestStatus::Planned).then(|| {
        requests_with_a_year()
            .inner_join(programmes::Entity, joined(programmes::Column::Id, programme_projects::Column::ProgrammeId))
            .and_where(programmes::Column::Status.into_expr().eq(ProgrammeStatus::Published.to_value()))
            .to_owned()
    });
    let changing = || {
        Condition::all()
            .add(Request::Id.in_subquery(of_programme.clone()))
            .add(Request::Status.is_in(change.from.iter().copied()))
            .add(Request::ClosedAt.is_null())
            // Merged requests take the status of their master.
            .add(Request::MasterId.is_null())
            .add_option(published.clone().map(|published| Request::Id.not_in_subquery(published)))
    };
    let mut select = Query::select();
    select
        .exprs([
            Request::Id.into_expr(),
            Expr::value(change.at),
            Request::Status.into_expr(),
            Expr::value(change.to.to_value()),
            Expr::value(change.author_kind.to_value()),
            Expr::value(change.author_user_id),
            Expr::value(change.author_name),
            Request::DepartmentId.into_expr(),
            Request::TeamId.into_expr(),
        ])
        .from(service_requests::Entity)
        .cond_where(changing())
        .order_by(Request::Id, Order::Asc)
        // Held, so that the second statement changes the very requests whose change the first one keeps.
        .lock_exclusive();
    let columns = [
        Column::RequestId,
        Column::ChangedAt,
        Column::StatusFrom,
        Column::StatusTo,
        Column::AuthorKind,
        Column::AuthorUserId,
        Column::AuthorName,
        Column::DepartmentId,
        Column::TeamId,
    ];
    insert_selected(transaction, columns.to_vec(), select).await?;
    service_requests::Entity::update_many()
        .col_expr(Request::Status, Expr::value(change.to.to_value()))
        .col_expr(Request::UpdatedAt, Expr::value(change.at))
        .filter(changing())
        .exec(transaction)
        .await?;
    Ok(())
}

fn requests_with_a_year() -> SelectStatement {
    Query::select()
        .column((programme_project_requests::Entity, programme_project_requests::Column::RequestId))
        .from(programme_project_requests::Entity)
        .inner_join(
            programme_projects::Entity,
            joined(programme_projects::Column::Id, programme_project_requests::Column::ProjectId),
        )
        .and_where(programme_projects::Column::Year.is_not_null())
        .to_owned()
}

fn joined(one: impl ColumnTrait, other: impl ColumnTrait) -> Expr {
    one.into_expr().eq(other.into_expr())
}
