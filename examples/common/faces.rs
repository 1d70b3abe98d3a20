//! Drawn faces and backgrounds.
