//! Who asks: API keys, sessions, one-time links. Turns a request's headers into a [`Principal`],
//! and a principal into a [`Reader`] or a [`Writer`], which hold the only ways to the store.
//!
//! Secrets are 256 random bits. The store keeps their SHA-256, and the records are named after it,
//! so that finding one costs a lookup. Nothing here knows routes.

mod accounts;
pub mod check;
mod keys;
mod principal;
mod reader;
mod secret;
mod sessions;
mod writer;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderMap, header};
use suisei_core::api;
use suisei_core::event::Micros;

pub use accounts::UserRecord;
pub use keys::OwnerKeyError;
pub use principal::{Credential, Principal, Scope};
pub use reader::Reader;
pub use secret::Secret;
pub use sessions::SESSION_DAYS;
pub use writer::Writer;

use crate::error::{Error, Result};
use crate::store::{DocumentKind, Listed, Store, StoreError};

/// The workspace that things belong to when none is named.
pub const DEFAULT_WORKSPACE: &str = "default";

/// How session cookies may travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// Also over plain HTTP, as on a machine by itself.
    PlainOrTls,
    /// Over TLS alone.
    TlsOnly,
}

/// Accounts and credentials of one store. Cheap to clone.
#[derive(Clone)]
pub struct Auth {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    clock: fn() -> Micros,
    local: Secret,
    owner: api::User,
    transport: Transport,
    /// When each key was last used; what the store knows lags behind by a minute.
    used: Mutex<BTreeMap<String, Micros>>,
    /// Held while a record is read and then changed or removed.
    changes: Mutex<()>,
}

/// The documents that can be read; the others are named in the log.
fn readable<T>(listed: Vec<Listed<T>>) -> impl Iterator<Item = (String, T)> {
    listed
        .into_iter()
        .filter_map(|(id, document)| match document {
            Ok(document) => Some((id, document)),
            Err(error) => {
                tracing::error!("{error}");
                None
            }
        })
}

impl Auth {
    /// Opens the accounts. At the first start it makes the owner with an API key: the one given, or
    /// a random one, which is returned to be shown. Links of earlier starts stop working.
    /// Blocks on the disk.
    pub fn open(
        store: Store,
        clock: fn() -> Micros,
        owner_key: Option<Secret>,
        transport: Transport,
    ) -> anyhow::Result<(Self, Option<Secret>)> {
        let (owner, shown) = keys::owner(&store, owner_key, clock())?;
        let inner = Inner {
            local: Secret::random()?,
            clock,
            owner,
            transport,
            used: Mutex::default(),
            changes: Mutex::default(),
            store,
        };
        let auth = Self {
            inner: Arc::new(inner),
        };
        auth.forget_links_and_old_sessions()?;
        Ok((auth, shown))
    }

    /// The user that was made at the first start.
    pub fn owner(&self) -> &api::User {
        &self.inner.owner
    }

    /// The token that opens everything for as long as this process runs.
    pub fn local_token(&self) -> &Secret {
        &self.inner.local
    }

    /// The name of the session cookie: one for each store, since ports do not separate cookies.
    pub fn cookie_name(&self) -> String {
        format!("suisei_{}", self.inner.store.id())
    }

    /// Who asks. An `Authorization` header counts before a cookie, and a wrong one is an error even
    /// beside a good cookie.
    pub fn authenticate(&self, headers: &HeaderMap) -> Result<Principal> {
        if let Some(value) = headers.get(header::AUTHORIZATION) {
            let key = bearer(value.to_str().unwrap_or_default());
            return self.by_key(&Secret::given(key));
        }
        match self.cookie(headers) {
            Some(token) => self.by_session(&Secret::given(token)),
            None => Err(Error::no_credential()),
        }
    }

    fn cookie<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let name = self.cookie_name();
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(key, value)| (key == name).then_some(value))
    }

    /// What a user's credentials open; `None` when there is no such user any more.
    fn principal(
        &self,
        user: &str,
        credential: Credential,
    ) -> std::result::Result<Option<Principal>, StoreError> {
        let record: Option<UserRecord> = self.inner.store.document(DocumentKind::User, user)?;
        Ok(record.map(|record| Principal {
            user: api::User {
                id: user.to_owned(),
                name: record.name,
            },
            scope: Scope::workspaces(record.workspaces),
            credential,
        }))
    }

    /// Adds a user who may see these workspaces.
    pub fn add_user(
        &self,
        name: &str,
        workspaces: BTreeSet<crate::store::WorkspaceId>,
    ) -> anyhow::Result<api::User> {
        let record = UserRecord {
            name: name.to_owned(),
            owner: false,
            workspaces,
        };
        let id = secret::random_id()?;
        self.inner
            .store
            .put_document(DocumentKind::User, &id, &record)?;
        Ok(api::User {
            id,
            name: record.name,
        })
    }

    fn changing(&self) -> std::sync::MutexGuard<'_, ()> {
        // The lock guards no data of its own, so a panic elsewhere leaves nothing half done.
        self.inner
            .changes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// The key in an `Authorization` header, with or without the word before it.
fn bearer(value: &str) -> &str {
    let value = value.trim();
    match value.split_once(' ') {
        Some((scheme, key)) if scheme.eq_ignore_ascii_case("bearer") => key.trim(),
        _ => value,
    }
}
