//! `suisei serve`: opens the store, listens, says where, and closes everything in order at the end.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::api::links::sign_in_url;
use crate::app::{App, Opened};
use crate::auth::Secret;
use crate::config::{ServeOptions, default_data_folder};
use crate::listen::{self, Patience, Reach, StopSignal};
use crate::public_url::PublicUrl;
use crate::run_file::{RunFile, RunInfo};
use crate::welcome::{self, Welcome};
use crate::{clock, demo, router, telemetry, trash};

/// Longest wait for the demo to say goodbye.
const DEMO_LAST_WORDS: Duration = Duration::from_secs(5);

/// Runs the server until it is asked to stop.
pub async fn run(options: ServeOptions) -> Result<()> {
    telemetry::start(options.log);
    telemetry::log_panics();
    let stop = StopSignal::watch().context("cannot watch for signals")?;
    let data = data_folder(options.data)?;
    let (addresses, reach) = listen::resolve(&options.listen).await?;
    if reach == Reach::Others && options.owner_key.is_none() {
        bail!(
            "others could reach `{}`, and the owner has no credential of your choosing; \
             set SUISEI_OWNER_KEY (at least 32 characters), or listen on 127.0.0.1",
            options.listen
        );
    }
    // The port comes first: it is the likelier one to be taken, and the cheaper one to give back.
    let listener = listen::bind(&addresses, &options.listen).await?;
    let local = reachable(listener.local_addr()?);
    let public_url = match &options.public_url {
        Some(url) => PublicUrl::parse(url)?,
        None => PublicUrl::parse(&format!("http://{local}"))?,
    };
    let owner_key = options.owner_key.map(Secret::given);
    let Opened { app, first_key } = App::open(&data, public_url, owner_key, clock::now)?;
    let link = app.auth.create_link(&app.auth.owner().id)?;
    let _run_file = RunFile::write(
        &data,
        &RunInfo {
            url: format!("http://{local}"),
            pid: std::process::id(),
            token: app.auth.local_token().reveal().to_owned(),
            store: app.store.id().to_owned(),
        },
    )?;
    let demo = options.demo.then(|| tokio::spawn(demo::run(app.clone())));
    let emptying = tokio::spawn(trash::watch(app.clone(), options.trash_days));
    welcome::print(&Welcome {
        address: app.public_url.address(),
        link: sign_in_url(&app.public_url, &link),
        first_key,
        data,
    });
    let router = router::router(app.clone());
    let patience = Patience::default();
    let stopped = stop.received();
    listen::serve(listener, router, patience, stopped, || app.end_streams()).await;
    if let Some(demo) = demo {
        // It ends by itself once streams end; a demo that does not is not worth waiting for.
        let _ = tokio::time::timeout(DEMO_LAST_WORDS, demo).await;
    }
    emptying.abort();
    app.close().await;
    Ok(())
}

/// The data folder: the one named, or the platform's.
pub fn data_folder(named: Option<PathBuf>) -> Result<PathBuf> {
    let folder = named
        .or_else(default_data_folder)
        .context("no home folder is known to keep data in; name a folder with --data DIR")?;
    std::path::absolute(&folder)
        .with_context(|| format!("not a folder name: `{}`", folder.display()))
}

/// An address that programs on this machine can open: "all addresses" is none.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    address
}
