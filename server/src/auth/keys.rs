//! API keys: made, listed, revoked, and looked up with each request that carries one.

use std::sync::PoisonError;

use suisei_core::api;
use suisei_core::event::Micros;

use super::accounts::KeyRecord;
use super::{Auth, Credential, DEFAULT_WORKSPACE, Principal, Secret, UserRecord, readable, secret};
use crate::clock::SECOND;
use crate::config::MIN_OWNER_KEY_CHARS;
use crate::error::{Error, Result};
use crate::store::{DocumentKind, Listed, Store};

/// How far the stored time of last use may lag behind.
const USE_LAG: Micros = 60 * SECOND;

/// Why an owner's key was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OwnerKeyError {
    /// Too short to withstand guessing.
    #[error(
        "the owner's key holds {0} characters, it needs at least {MIN_OWNER_KEY_CHARS}; \
         `openssl rand -hex 32` makes a good one"
    )]
    Short(usize),
    /// It could not be sent in a header.
    #[error("the owner's key may hold printable ASCII characters without spaces only")]
    Characters,
}

/// Checks a key that an operator chose.
pub(super) fn check_owner_key(key: &Secret) -> std::result::Result<(), OwnerKeyError> {
    let text = key.reveal();
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(OwnerKeyError::Characters);
    }
    if text.len() < MIN_OWNER_KEY_CHARS {
        return Err(OwnerKeyError::Short(text.len()));
    }
    Ok(())
}

/// Finds the owner, or makes the owner, the default workspace and the first API key. A generated
/// key is returned to be shown.
pub(super) fn owner(
    store: &Store,
    given: Option<Secret>,
    now: Micros,
) -> anyhow::Result<(api::User, Option<Secret>)> {
    if let Some(key) = &given {
        check_owner_key(key)?;
    }
    let users: Vec<Listed<UserRecord>> = store.documents(DocumentKind::User)?;
    let damage = users.iter().find_map(|(_, user)| user.clone().err());
    let mut readable = users
        .into_iter()
        .filter_map(|(id, user)| Some((id, user.ok()?)));
    if let Some((id, record)) = readable.find(|(_, record)| record.owner) {
        if let Some(key) = given
            && store
                .document::<KeyRecord>(DocumentKind::ApiKey, &key.digest().id())?
                .is_none()
        {
            tracing::warn!(
                "the given owner's key is not one of this store's: it counts at the first start only"
            );
        }
        return Ok((
            api::User {
                id,
                name: record.name,
            },
            None,
        ));
    }
    if let Some(damage) = damage {
        // Not the first start: a second owner would lock the first one's keys out.
        anyhow::bail!("the owner cannot be read: {damage}");
    }
    let workspace = match store.workspace_by_name(DEFAULT_WORKSPACE) {
        Some(workspace) => workspace,
        None => store.create_workspace(DEFAULT_WORKSPACE, now)?,
    };
    let is_generated = given.is_none();
    let key = given.map_or_else(Secret::random, Ok)?;
    let id = secret::random_id()?;
    let name = "owner".to_owned();
    put_key(store, &key, &id, "first key", now)?;
    // The user comes last: without it the next start begins anew.
    let workspaces = [workspace.id].into();
    let record = UserRecord {
        name: name.clone(),
        owner: true,
        workspaces,
    };
    store.put_document(DocumentKind::User, &id, &record)?;
    Ok((api::User { id, name }, is_generated.then_some(key)))
}

fn put_key(
    store: &Store,
    key: &Secret,
    user: &str,
    name: &str,
    created: Micros,
) -> std::result::Result<KeyRecord, crate::store::StoreError> {
    let digest = key.digest();
    let record = KeyRecord {
        user: user.to_owned(),
        name: name.to_owned(),
        prefix: key.prefix(),
        created,
        used: None,
        digest,
    };
    store.put_document(DocumentKind::ApiKey, &record.digest.id(), &record)?;
    Ok(record)
}

fn info(record: KeyRecord) -> api::KeyInfo {
    api::KeyInfo {
        id: record.digest.id(),
        name: record.name,
        prefix: record.prefix,
        created: record.created,
        used: record.used,
    }
}

impl Auth {
    /// The principal whom a key stands for.
    pub(super) fn by_key(&self, key: &Secret) -> Result<Principal> {
        let digest = key.digest();
        if digest.matches(&self.inner.local.digest()) {
            let owner = self.principal(&self.inner.owner.id, Credential::Local)?;
            return owner.ok_or_else(Error::wrong_credential);
        }
        let id = digest.id();
        let record: KeyRecord = self
            .inner
            .store
            .document(DocumentKind::ApiKey, &id)?
            .filter(|record: &KeyRecord| record.digest.matches(&digest))
            .ok_or_else(Error::wrong_credential)?;
        self.remember_use(&id, record.used);
        let principal = self.principal(&record.user, Credential::Key(id))?;
        principal.ok_or_else(Error::wrong_credential)
    }

    /// The keys of a user, newest last. Blocks on the disk.
    pub fn keys(&self, user: &str) -> Result<Vec<api::KeyInfo>> {
        let records = self.inner.store.documents(DocumentKind::ApiKey)?;
        let mut keys: Vec<api::KeyInfo> = readable::<KeyRecord>(records)
            .filter(|(_, record)| record.user == user)
            .map(|(_, record)| info(record))
            .collect();
        keys.sort_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
        Ok(keys)
    }

    /// Makes a key for a user. Blocks on the disk.
    pub fn create_key(&self, user: &str, name: &str) -> Result<api::CreatedKey> {
        let key = Secret::random().map_err(|error| Error::internal(&error))?;
        let record = put_key(&self.inner.store, &key, user, name, (self.inner.clock)())?;
        Ok(api::CreatedKey {
            info: info(record),
            key: key.reveal().to_owned(),
        })
    }

    /// Revokes a key of a user; it opens nothing from now on. Blocks on the disk.
    pub fn revoke_key(&self, user: &str, id: &str) -> Result<()> {
        let _changing = self.changing();
        let record: Option<KeyRecord> = self.inner.store.document(DocumentKind::ApiKey, id)?;
        if record.is_none_or(|record| record.user != user) {
            return Err(Error::not_found("API key", id));
        }
        Ok(self.inner.store.delete_document(DocumentKind::ApiKey, id)?)
    }

    /// Notes that a key was used: at once in memory, on disk when that lags behind.
    fn remember_use(&self, id: &str, stored: Option<Micros>) {
        let now = (self.inner.clock)();
        let mut used = self
            .inner
            .used
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let known = used.get(id).copied().or(stored);
        if known.is_some_and(|known| now - known < USE_LAG) {
            return;
        }
        used.insert(id.to_owned(), now);
        drop(used);
        let (auth, id) = (self.clone(), id.to_owned());
        tokio::task::spawn_blocking(move || {
            if let Err(error) = auth.store_use(&id, now) {
                tracing::warn!("cannot note the use of an API key: {error}");
            }
        });
    }

    fn store_use(
        &self,
        id: &str,
        now: Micros,
    ) -> std::result::Result<(), crate::store::StoreError> {
        let _changing = self.changing();
        // A key that was revoked meanwhile must not come back.
        if let Some(mut record) = self
            .inner
            .store
            .document::<KeyRecord>(DocumentKind::ApiKey, id)?
        {
            record.used = Some(now);
            self.inner
                .store
                .put_document(DocumentKind::ApiKey, id, &record)?;
        }
        Ok(())
    }
}
