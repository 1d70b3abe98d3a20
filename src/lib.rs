//! Tab Trainer.
