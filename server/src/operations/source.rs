//! Where a command reads a store from: the server that runs on its folder, or the folder itself.

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::api::check;
use crate::client::{Client, Held};
use crate::config::{ClientOptions, FolderOptions};
use crate::store::check::Census;
use crate::store::kv::Change;
use crate::store::{Store, StoreError, dump};
use crate::{run_file, serve};

/// A store to read.
pub(super) struct Source {
    pub(super) folder: PathBuf,
    /// The store's id.
    pub(super) id: String,
    pub(super) reached: Reached,
}

/// How it is reached.
pub(super) enum Reached {
    /// By the server that runs on the folder.
    Running(Client),
    /// By the folder itself.
    Stopped(Store),
}

/// While this lives and is whole, no purge removes anything from a store.
pub(super) struct Hold {
    connection: Option<Held>,
}

impl Source {
    /// Finds the store of a data folder.
    pub(super) async fn open(options: FolderOptions) -> Result<Self> {
        let folder = serve::data_folder(options.data)?;
        if !folder.join("db").is_dir() {
            bail!(
                "there is no store in `{}`; name another folder with --data",
                folder.display()
            );
        }
        // The file may be left over from a server that was killed, or be damaged.
        if let Ok(Some(info)) = run_file::read(&folder) {
            let client = Client::new(ClientOptions {
                data: Some(folder.clone()),
                server: None,
                key: None,
            })?;
            if client.answers().await {
                return Ok(Self {
                    folder,
                    id: info.store,
                    reached: Reached::Running(client),
                });
            }
        }
        let store = Store::open(&folder)?;
        Ok(Self {
            folder,
            id: store.id().to_owned(),
            reached: Reached::Stopped(store),
        })
    }

    /// Looks at what belongs together, also while a server uses it.
    pub(super) async fn check_whole(&self, census: &mut Census) -> Result<()> {
        let client = match &self.reached {
            Reached::Stopped(store) => {
                census.check_whole(store);
                return Ok(());
            }
            Reached::Running(client) => client,
        };
        let mut found = Vec::new();
        client.download("/check", &mut found).await?;
        let found = String::from_utf8_lossy(&found);
        let mut lines: Vec<&str> = found.lines().collect();
        if lines.pop() != Some(check::END) {
            bail!("the server broke off its answer; its log may say why");
        }
        census.damage.extend(lines.into_iter().map(str::to_owned));
        Ok(())
    }

    /// Where the files of assets are.
    pub(super) fn blobs(&self) -> PathBuf {
        self.folder.join("blobs")
    }

    /// Keeps purges off until [`Hold::end`], so that the files that are copied belong together.
    pub(super) async fn hold_purges(&self) -> Result<Hold> {
        let connection = match &self.reached {
            Reached::Running(client) => Some(client.hold("/hold").await?),
            // Nothing is purged but by those who have the folder open, and that is this process.
            Reached::Stopped(_) => None,
        };
        Ok(Hold { connection })
    }

    /// Writes a dump.
    pub(super) async fn dump(&self, out: impl Write) -> Result<()> {
        match &self.reached {
            Reached::Running(client) => client.download("/dump", out).await,
            Reached::Stopped(store) => Ok(store.dump(out)?),
        }
    }

    /// Reads everything and hands it on, change by change. Gives back what `each` collected.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        mut collected: T,
        mut each: impl FnMut(&mut T, Change) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<T> {
        let (from, to) = std::io::pipe().context("cannot make a pipe")?;
        let reading = tokio::task::spawn_blocking(move || {
            dump::read(BufReader::new(from), |change| each(&mut collected, change))
                .map(|_| collected)
        });
        let written = self.dump(to).await;
        let read = reading.await.context("the reader gave up")?;
        // A writer that breaks off makes the reader complain too: the first cause counts.
        written?;
        Ok(read?)
    }
}

impl Hold {
    /// Fails when purges were not held off all the time.
    pub(super) fn end(self) -> Result<()> {
        match self.connection {
            Some(held) if held.is_over() => {
                bail!("the server stopped meanwhile; start the command again")
            }
            _ => Ok(()),
        }
    }
}

/// Opens a file for reading, or says which one could not be opened.
pub(super) fn open_file(path: &Path) -> Result<File> {
    File::open(path).with_context(|| format!("cannot read `{}`", path.display()))
}
