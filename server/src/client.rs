//! A small HTTP client for the commands that talk to a running server. Plain HTTP only: it is meant
//! for the server on this machine, or one behind a tunnel.

use std::io::Write;

use anyhow::{Context as _, Result, bail};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::{Method, Request, Response, header};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use serde::de::DeserializeOwned;
use suisei_core::api::ErrorBody;
use tokio::net::TcpStream;

use crate::config::ClientOptions;
use crate::{run_file, serve};

/// A server and a credential for it.
pub(crate) struct Client {
    url: String,
    key: String,
}

/// An answer that goes on for as long as this lives.
pub(crate) struct Held {
    over: tokio::task::JoinHandle<()>,
}

impl Held {
    /// True when the server has ended it.
    pub(crate) fn is_over(&self) -> bool {
        self.over.is_finished()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // With the answer goes its connection, which tells the server.
        self.over.abort();
    }
}

impl Client {
    /// The server that the options name: by its address, or the one that runs on the data folder.
    pub(crate) fn new(options: ClientOptions) -> Result<Self> {
        if let Some(server) = options.server {
            let key = options
                .key
                .context("`--server` needs an API key: set SUISEI_API_KEY or give --key")?;
            return Ok(Self {
                url: server.trim_end_matches('/').to_owned(),
                key,
            });
        }
        let data = serve::data_folder(options.data)?;
        match run_file::read(&data)? {
            Some(info) => Ok(Self {
                url: info.url,
                key: info.token,
            }),
            None => bail!(
                "no server runs on `{}`; start one with `suisei serve`, or name another folder \
                 with --data or an address with --server",
                data.display()
            ),
        }
    }

    /// Asks for something.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        let answer = self.send(Method::GET, path, Vec::new()).await?;
        serde_json::from_slice(&answer).context("the server's answer makes no sense")
    }

    /// Makes something.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T> {
        let answer = self
            .send(Method::POST, path, serde_json::to_vec(body)?)
            .await?;
        serde_json::from_slice(&answer).context("the server's answer makes no sense")
    }

    /// Removes something.
    pub(crate) async fn delete(&self, path: &str) -> Result<()> {
        self.send(Method::DELETE, path, Vec::new()).await.map(drop)
    }

    /// Writes an answer to `out` as it arrives.
    pub(crate) async fn download(&self, path: &str, mut out: impl Write) -> Result<()> {
        let mut body = self.ask(Method::GET, path, Vec::new()).await?.into_body();
        while let Some(frame) = body.frame().await {
            let frame = frame.context("the server broke off its answer; its log may say why")?;
            if let Ok(bytes) = frame.into_data() {
                out.write_all(&bytes)?;
            }
        }
        Ok(out.flush()?)
    }

    /// Asks for something to be done that has no answer.
    pub(crate) async fn order(&self, path: &str) -> Result<()> {
        self.send(Method::POST, path, Vec::new()).await.map(drop)
    }

    /// Begins an answer that goes on for as long as the result lives.
    pub(crate) async fn hold(&self, path: &str) -> Result<Held> {
        let mut body = self.ask(Method::GET, path, Vec::new()).await?.into_body();
        let begun = body.frame().await;
        begun.context("the server broke off its answer; its log may say why")??;
        // Whatever comes next is the end.
        let over = tokio::spawn(async move { while let Some(Ok(_)) = body.frame().await {} });
        Ok(Held { over })
    }

    /// Whether somebody listens at its address.
    pub(crate) async fn answers(&self) -> bool {
        self.get::<serde_json::Value>("/session").await.is_ok()
    }

    async fn send(&self, method: Method, path: &str, body: Vec<u8>) -> Result<Bytes> {
        let response = self.ask(method, path, body).await?;
        Ok(response.into_body().collect().await?.to_bytes())
    }

    async fn ask(&self, method: Method, path: &str, body: Vec<u8>) -> Result<Response<Incoming>> {
        let Some(rest) = self.url.strip_prefix("http://") else {
            bail!(
                "this command speaks plain HTTP only; use an http:// address, got `{}`",
                self.url
            );
        };
        let (host, base) = rest
            .split_once('/')
            .map_or((rest, ""), |(host, base)| (host, base));
        let base = if base.is_empty() {
            String::new()
        } else {
            format!("/{base}")
        };
        let address = if host.rsplit(']').next().is_some_and(|end| end.contains(':')) {
            host.to_owned()
        } else {
            format!("{host}:80")
        };
        let stream = TcpStream::connect(&address)
            .await
            .with_context(|| format!("no server answers at `{}`", self.url))?;
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let request = Request::builder()
            .method(method)
            .uri(format!("{base}/api/v1{path}"))
            .header(header::HOST, host)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.key))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(Bytes::from(body)))?;
        let response = sender.send_request(request).await?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let bytes = response.into_body().collect().await?.to_bytes();
        match serde_json::from_slice::<ErrorBody>(&bytes) {
            Ok(body) => {
                let hint = body
                    .error
                    .hint
                    .map(|hint| format!(" ({hint})"))
                    .unwrap_or_default();
                bail!("{}{hint}", body.error.message)
            }
            Err(_) => bail!("the server answered {status}"),
        }
    }
}
