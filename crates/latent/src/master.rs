//! Where work comes from: the implementations of [`port::Master`](crate::port::Master).
//!
//! [`buildbot`] watches a real, unmodified Buildbot master from outside. [`in_process`] is a channel and a handle,
//! for embedding and tests; the rules by which it hands out work are in [`desk`], which does no I/O.
//!
//! # Results
//!
//! A master that is watched from outside knows plain workers only, and gives a request a build when its worker is
//! attached. So what Buildbot's own latent workers tell as the result of a build that never ran is told here by the
//! request that waits on, and by `latent explain`. What happens after the attach is the master's own doing, and is the
//! same. Each row is tested on [`in_process`], which keeps Buildbot's rules about requests.
//!
//! | what happens | a latent worker of Buildbot's | with [`buildbot`] | test |
//! |---|---|---|---|
//! | the engine is away or out of disk | RETRY, again and again | the request waits unclaimed; the next start is put off | `s05_a_start_that_was_refused_backs_off_before_the_next` |
//! | the start can never succeed: no such image | EXCEPTION, and the request ends | the request waits unclaimed until the configuration is mended, or somebody cancels it: CANCELLED | `a_start_that_is_rejected_leaves_the_request_to_whoever_cancels_it` |
//! | the worker ends or is silent before it attaches | RETRY | the request waits unclaimed for the next instance | `an_instance_that_ends_before_it_attaches_is_removed_and_its_last_words_are_told` |
//! | cancelled before the worker attaches | CANCELLED, of a build | CANCELLED, of the request, which has no build; the start is given up | `s32_a_request_that_is_cancelled_while_the_image_is_pulled_ends_the_pull_within_a_second` |
//! | cancelled while it builds | CANCELLED | CANCELLED | `a_request_that_is_cancelled_while_it_builds_ends_when_its_build_does` |
//! | the connection is lost while it builds | RETRY, and another build | RETRY, and another build | `a_build_whose_connection_is_lost_is_tried_again_on_a_fresh_instance` |
//! | a step ends in RETRY | RETRY, and another build | RETRY, and another build | `s26_a_build_that_ends_in_retry_is_built_again_on_a_fresh_instance` |
//! | a step ends in EXCEPTION, or any other way | that, and the request ends | that, and the request ends | `every_result_but_retry_ends_the_request` |

pub mod buildbot;
pub mod desk;
pub mod exec;
pub mod in_process;
mod matching;
