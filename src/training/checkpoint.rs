//! Where a training can go on, whoever trains: bytes that hold all but the pictures.
//!
//! Postcard's compact encoding, in which weights and memory lie as little-endian bytes. It does not say what is what, as
//! JSON does; what people write, settings and specs, is in it as the text of its JSON, see [`json`].

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::run::Standing;
use super::settings::Settings;
use crate::error::{Error, Result};
use crate::network::State;

/// Counts up with each change of what the bytes mean.
const VERSION: u32 = 2;

/// A training that may have begun.
#[derive(Serialize, Deserialize)]
pub(super) struct Checkpoint {
    #[serde(with = "json")]
    pub settings: Settings,
    /// Of the pictures; see [`Pictures::digest`](super::pictures::Pictures::digest).
    pub digest: u64,
    /// If it has begun.
    pub run: Option<SavedRun>,
    /// If that has begun.
    pub tuning: Option<SavedRun>,
}

/// A training that has begun.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct SavedRun {
    pub standing: Standing,
    pub state: SavedState,
}

/// The state of a network, with its numbers as bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct SavedState {
    #[serde(with = "serde_bytes")]
    weights: Vec<u8>,
    #[serde(with = "serde_bytes")]
    memory: Vec<u8>,
    steps: u64,
}

impl From<State> for SavedState {
    fn from(state: State) -> Self {
        SavedState {
            weights: bytemuck::cast_slice(&state.weights).to_vec(),
            memory: bytemuck::cast_slice(&state.memory).to_vec(),
            steps: state.steps,
        }
    }
}

impl From<&SavedState> for State {
    fn from(saved: &SavedState) -> Self {
        State {
            weights: bytemuck::pod_collect_to_vec(&saved.weights),
            memory: bytemuck::pod_collect_to_vec(&saved.memory),
            steps: saved.steps,
        }
    }
}

/// Bytes of `value`, which begin with what they are.
pub(super) fn encode<T: Serialize>(kind: &str, value: &T) -> Result<Vec<u8>> {
    postcard::to_allocvec(&(kind, VERSION, value))
        .map_err(|problem| Error::Memory(format!("{kind}: {problem}")))
}

/// What [`encode`] made bytes of.
///
/// # Errors
///
/// When the bytes are of another kind or version, or not whole.
pub(super) fn decode<T: DeserializeOwned>(kind: &str, bytes: &[u8]) -> Result<T> {
    let wrong = |why: String| Error::input(kind, why);
    // What it is, before the rest, which may be another one's.
    let ((found, version), rest): ((String, u32), _) =
        postcard::take_from_bytes(bytes).map_err(|_| {
            wrong(format!(
                "got {} bytes; expected those of a {kind}",
                bytes.len()
            ))
        })?;
    if (found.as_str(), version) != (kind, VERSION) {
        return Err(wrong(format!(
            "got the bytes of a {found} of version {version}; expected version {VERSION}"
        )));
    }
    postcard::from_bytes(rest).map_err(|problem| wrong(problem.to_string()))
}

/// For fields that people write: as text, and read as whatever they write is.
pub(super) mod json {
    use serde::de::{DeserializeOwned, Error as _};
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::read::read;

    pub fn serialize<T: Serialize, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
        let text = serde_json::to_string(value).map_err(S::Error::custom)?;
        text.serialize(to)
    }

    pub fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(
        from: D,
    ) -> Result<T, D::Error> {
        let text = String::deserialize(from)?;
        let value = serde_json::from_str(&text).map_err(D::Error::custom)?;
        read(value).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_survives_bit_for_bit() {
        let state = State {
            weights: vec![1.0, -0.0, f32::MIN_POSITIVE / 8.0, 0.1],
            memory: vec![f32::MAX],
            steps: 1 << 40,
        };
        let bytes = encode("state", &SavedState::from(state.clone())).unwrap();
        let back = State::from(&decode::<SavedState>("state", &bytes).unwrap());
        let bits = |values: &[f32]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&back.weights), bits(&state.weights));
        assert_eq!((back.memory, back.steps), (state.memory, state.steps));
    }

    #[test]
    fn what_is_no_checkpoint_is_refused() {
        let settings = Settings::default();
        let whole = Checkpoint {
            settings: settings.clone(),
            digest: 7,
            run: None,
            tuning: None,
        };
        let bytes = encode("checkpoint", &whole).unwrap();
        let back: Checkpoint = decode("checkpoint", &bytes).unwrap();
        assert_eq!((back.settings, back.digest), (settings, 7));
        let refused =
            |kind, bytes: &[u8]| decode::<Checkpoint>(kind, bytes).err().unwrap().to_string();
        assert!(refused("replica", &bytes).contains("got the bytes of a checkpoint"));
        for len in 0..bytes.len() {
            refused("checkpoint", &bytes[..len]);
        }
        refused("checkpoint", &[0xC1; 40]);
    }
}
