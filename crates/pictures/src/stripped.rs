//! The one decision that all kinds share: send the file with its parts left out, or code the picture anew.

use crate::orientation::Orientation;
use crate::pixels::{self, Pixels};
use crate::secrets::Secrets;
use crate::{Done, Prepared, Problem, Rules};

/// A picture's file without what tells of it, not coded anew.
#[derive(Clone, Debug)]
pub(crate) struct Stripped {
    /// The whole file.
    pub(crate) bytes: Vec<u8>,
    /// In pixels, as stored.
    pub(crate) width: u32,
    /// In pixels, as stored.
    pub(crate) height: u32,
    /// How it has to be turned.
    pub(crate) orientation: Orientation,
    /// Its pixels are left alone, whatever the rules ask for: it moves, or is not decoded here.
    pub(crate) fixed: bool,
    /// What the parts told that were left out.
    pub(crate) secrets: Secrets,
}

impl Stripped {
    /// Turns and resizes as far as that is wanted and helps. A picture that only had to become smaller, and would have more
    /// bytes then, keeps its size.
    pub(crate) fn finish(
        self,
        rules: Rules,
        decode: impl FnOnce(&[u8]) -> Result<Pixels, Problem>,
        encode: impl FnOnce(&Pixels) -> Result<Vec<u8>, Problem>,
    ) -> Result<Prepared, Problem> {
        let turned = !self.orientation.is_upright() && !self.fixed;
        let size = pixels::smaller(self.width, self.height, rules.edge);
        let mut done: Vec<Done> = turned.then_some(Done::Turned).into_iter().collect();
        let mut bytes = self.bytes;
        if turned || (size.is_some() && !self.fixed) {
            let upright = self.orientation.apply(decode(&bytes)?.resized(size)?);
            let coded = encode(&upright)?;
            let smaller = coded.len() < bytes.len();
            if size.is_some() {
                let to = (upright.width, upright.height);
                done.push(if turned || smaller { Done::Resized { to } } else { Done::KeptLarge });
            }
            if turned || smaller {
                bytes = coded;
            }
        } else if size.is_some() {
            done.push(Done::KeptLarge);
        }
        done.extend(self.secrets.done());
        Ok(Prepared { bytes, done })
    }

    /// For kinds that are never decoded.
    pub(crate) fn finish_as_it_is(self, rules: Rules) -> Prepared {
        let large = pixels::smaller(self.width, self.height, rules.edge).map(|_| Done::KeptLarge);
        Prepared { bytes: self.bytes, done: large.into_iter().chain(self.secrets.done()).collect() }
    }
}
