//! Workspaces that the one who asks may see.

use axum::Json;
use suisei_core::api::Workspace;

use crate::auth::Reader;

/// `GET /workspaces`
pub async fn list(reader: Reader) -> Json<Vec<Workspace>> {
    let found = reader.workspaces().into_iter();
    Json(
        found
            .map(|one| Workspace {
                id: one.id.into(),
                name: one.name,
            })
            .collect(),
    )
}
