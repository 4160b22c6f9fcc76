//! One-time links and the sessions that they open. A link works once, and until the next start.

use axum::http::HeaderValue;

use suisei_core::event::Micros;

use super::accounts::{LinkRecord, SessionRecord};
use super::{Auth, Credential, Principal, Secret, Transport, readable};
use crate::clock::SECOND;
use crate::error::{Error, Result};
use crate::store::{DocumentKind, StoreError};

/// How long a browser stays signed in.
pub const SESSION_DAYS: i64 = 30;

impl Auth {
    /// Makes a one-time link's token for a user. Blocks on the disk.
    pub fn create_link(&self, user: &str) -> Result<Secret> {
        let token = Secret::random().map_err(|error| Error::internal(&error))?;
        let record = LinkRecord {
            digest: token.digest(),
            user: user.to_owned(),
        };
        self.inner
            .store
            .put_document(DocumentKind::Link, &record.digest.id(), &record)?;
        Ok(token)
    }

    /// Uses a link up and opens a session. Blocks on the disk.
    pub fn sign_in(&self, token: &Secret) -> Result<(Principal, Secret)> {
        let digest = token.digest();
        let id = digest.id();
        // Two requests with one token must not both find it.
        let _changing = self.changing();
        let record: LinkRecord = self
            .inner
            .store
            .document(DocumentKind::Link, &id)?
            .filter(|record: &LinkRecord| record.digest.matches(&digest))
            .ok_or_else(Error::wrong_link)?;
        self.inner.store.delete_document(DocumentKind::Link, &id)?;
        let session = Secret::random().map_err(|error| Error::internal(&error))?;
        let expires = (self.inner.clock)() + SESSION_DAYS * 24 * 3_600 * SECOND;
        let stored = SessionRecord {
            digest: session.digest(),
            user: record.user,
            expires,
        };
        let session_id = stored.digest.id();
        self.inner
            .store
            .put_document(DocumentKind::Session, &session_id, &stored)?;
        let principal = self.principal(&stored.user, Credential::Session(session_id))?;
        Ok((principal.ok_or_else(Error::wrong_link)?, session))
    }

    /// Ends a session. Blocks on the disk.
    pub fn sign_out(&self, session_id: &str) -> Result<()> {
        Ok(self
            .inner
            .store
            .delete_document(DocumentKind::Session, session_id)?)
    }

    /// The principal of a session cookie.
    pub(super) fn by_session(&self, token: &Secret) -> Result<Principal> {
        let digest = token.digest();
        let now = (self.inner.clock)();
        let record: SessionRecord = self
            .inner
            .store
            .document(DocumentKind::Session, &digest.id())?
            .filter(|record: &SessionRecord| record.digest.matches(&digest) && record.expires > now)
            .ok_or_else(Error::wrong_credential)?;
        let principal = self.principal(&record.user, Credential::Session(digest.id()))?;
        principal.ok_or_else(Error::wrong_credential)
    }

    /// The header that sets the session cookie.
    pub fn set_cookie(&self, session: &Secret) -> Result<HeaderValue> {
        self.cookie_header(session.reveal(), SESSION_DAYS * 24 * 3_600)
    }

    /// The header that takes the session cookie back.
    pub fn clear_cookie(&self) -> Result<HeaderValue> {
        self.cookie_header("", 0)
    }

    fn cookie_header(&self, value: &str, max_age_s: i64) -> Result<HeaderValue> {
        let name = self.cookie_name();
        let secure = match self.inner.transport {
            Transport::PlainOrTls => "",
            Transport::TlsOnly => "; Secure",
        };
        let text =
            format!("{name}={value}; HttpOnly; SameSite=Lax; Path=/; Max-Age={max_age_s}{secure}");
        let mut header = HeaderValue::from_str(&text).map_err(|error| Error::internal(&error))?;
        header.set_sensitive(true);
        Ok(header)
    }

    pub(super) fn forget_links_and_old_sessions(&self) -> std::result::Result<(), StoreError> {
        let store = &self.inner.store;
        for (id, _) in store.documents::<LinkRecord>(DocumentKind::Link)? {
            store.delete_document(DocumentKind::Link, &id)?;
        }
        let now: Micros = (self.inner.clock)();
        let sessions = store.documents::<SessionRecord>(DocumentKind::Session)?;
        for (id, session) in readable(sessions) {
            if session.expires <= now {
                store.delete_document(DocumentKind::Session, &id)?;
            }
        }
        Ok(())
    }
}
