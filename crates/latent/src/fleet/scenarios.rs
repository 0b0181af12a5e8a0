//! Where each scenario of the lifecycle is tested. Documentation only.
//!
//! The scenarios S01 to S107 are those that a latent worker must live through: what Buildbot's own tests of latent
//! workers show, and where Buildbot itself goes wrong. Each is tested in the least powerful place that can fail:
//!
//! | place | what runs there |
//! |---|---|
//! | core | [`Fleet`](super::Fleet) alone, event by event |
//! | driver | [`Driver`](crate::driver::Driver) with a scripted engine and a master in this process, on a paused clock |
//! | config, engine, wire | one option, one decision of the adapter, one codec |
//! | live | a real engine and a real master; run by `cargo xtask live` only |
//!
//! Where `latent` does otherwise than the scenario says, the third column tells what the test shows in its place. The
//! last column names a change of the code under which this very test was seen to fail.
//!
//! | scenario | test | in its place | caught |
//! |---|---|---|---|
//! | S01 | core: `s01_two_workers_are_started_at_the_same_time` | | starts wait for each other |
//! | S02 | core: `s02_a_refused_start_is_stopped_once` | | a refused start is not stopped |
//! | S03 | core: `s03_a_lost_start_of_which_nothing_runs_is_stopped_and_tried_again` | | a lost start of which nothing is found is not stopped |
//! | S04 | core: `s04_a_rejected_start_is_told_as_failed` | the request stays open: a plain worker cannot end its build | a rejected start is told as a wait |
//! | S05 | core: `s05_a_failed_start_is_tried_again_after_ten_seconds_and_then_twenty` | | waits do not grow |
//! | S06 | core: `s06_the_wait_never_exceeds_an_hour_and_is_short_again_after_a_build` | | the longest wait is two hours |
//! | S07 | core: `s07_the_operator_ends_a_wait_and_the_next_failure_waits_as_long_as_it_would_have` | | `retry` forgets the failures |
//! | S08 | core: `s08_two_requests_are_served_by_one_start` | | an instance takes one build only |
//! | S09 | core: `s09_an_instance_that_nobody_wants_any_more_goes_with_one_stop` | | before its only build an instance waits for ever |
//! | S10 | core: `s10_a_build_that_comes_later_runs_on_the_instance_that_waits` | | an instance takes one build only |
//! | S11 | core: `s11_an_instance_that_gets_no_build_is_stopped_after_its_timeout` | | an idle instance has no timeout |
//! | S12 | core: `s12_an_attach_before_the_start_returns_is_an_attach` | | before its only build an instance waits for ever |
//! | S13 | core: `s13_an_attach_before_a_start_that_is_refused_changes_nothing` | the build is the master's to abort; the stop is shown | a refused start is not stopped |
//! | S14 | core: `s14_an_instance_that_never_attaches_is_released_stopped_and_backed_off` | | the attach timeout is ignored |
//! | S15 | core: `s15_a_stop_waits_for_the_start_however_late_it_is` | the request waits on | the missing timeout is ignored |
//! | S16 | core: `s16_who_wants_it_again_while_it_is_given_up_gets_a_fresh_start_after_the_stop` | | what was given up is not stopped |
//! | S17 | core: `s17_an_instance_that_died_unseen_before_it_attached_is_found_out_by_the_next_list` | a list takes the place of the check; an exit is told at once | a list raises no doubt |
//! | S18 | core: `s18_a_look_that_fails_after_the_attach_leaves_the_build_alone` | | a look that was refused counts as death |
//! | S19 | core: `s19_looks_that_fail_before_the_attach_are_no_sign_of_death` | | a look that fails counts as death |
//! | S20 | core: `s20_an_exit_before_the_attach_is_told_with_code_and_last_words` | | the last words are left out |
//! | S21 | core: `s21_a_list_asks_nothing_of_what_does_not_run_yet_or_goes` | | a stop becomes a look |
//! | S22 | core: `s22_s23_a_connection_that_fails_right_after_the_attach_brings_a_fresh_instance` | the text of the failure is the master's | a detached instance is kept for ten minutes |
//! | S23 | core: `s22_s23_a_connection_that_fails_right_after_the_attach_brings_a_fresh_instance` | as S22 | a detached instance is kept for ten minutes |
//! | S24 | core: `s24_nothing_wanted_before_the_attach_discards_the_instance` | | what is pointless is kept |
//! | S25 | core: `s25_a_cancelled_start_is_no_failure_and_the_next_one_does_not_wait` | | a start that was given up counts as failed |
//! | S26 | driver: `s26_a_build_that_ends_in_retry_is_built_again_on_a_fresh_instance` | | a retry ends the request |
//! | S27 | core: `s27_a_start_that_is_given_up_and_fails_is_stopped_once_before_the_next` | | a refused start is not stopped |
//! | S28 | core: `s28_a_start_that_could_not_be_given_up_any_more_is_released_and_stopped_once` | | what is pointless is kept |
//! | S29 | core: `s29_s30_what_is_wanted_while_stopping_is_started_after_the_stop` | | what is wanted is forgotten when the stop is done |
//! | S30 | core: `s29_s30_what_is_wanted_while_stopping_is_started_after_the_stop` | | what is wanted is forgotten when the stop is done |
//! | S31 | core: `s31_what_is_no_longer_wanted_while_it_waits_is_never_started` | | what is not wanted is started |
//! | S32 | driver: `s32_a_request_that_is_cancelled_while_the_image_is_pulled_ends_the_pull_within_a_second` | | the driver does not pass the word that a start is given up |
//! | S33 | driver: `s33_one_of_two_who_wait_for_a_start_leaves_it_to_the_other` | | cancelling a request cancels all that wait |
//! | S34 | core: `s34_s35_an_old_connection_delays_the_next_start_and_nothing_else` | | an old connection is no reason to wait |
//! | S35 | core: `s34_s35_an_old_connection_delays_the_next_start_and_nothing_else` | | an old connection is no reason to wait |
//! | S36 | core: `s36_a_stale_build_after_the_release_is_not_overrun` | the master is asked before a stop | a released instance goes although it builds |
//! | S37 | core: `s37_s39_a_connection_that_is_cut_in_silence_costs_the_build_and_nothing_else` | | a detached instance is kept for ten minutes |
//! | S38 | core: `s38_a_detach_in_the_last_build_brings_a_fresh_instance` | | a detach in the last build waits for the grace |
//! | S39 | core: `s37_s39_a_connection_that_is_cut_in_silence_costs_the_build_and_nothing_else` | | a detached instance is kept for ten minutes |
//! | S40 | core: `s40_s41_a_dead_connection_of_the_last_instance_only_delays_the_next_start` | the next start waits for the end of the old connection | an old connection holds the worker for ever |
//! | S41 | core: `s40_s41_a_dead_connection_of_the_last_instance_only_delays_the_next_start` | | an old connection holds the worker for ever |
//! | S42 | core: `s42_a_detached_instance_is_stopped_after_ten_seconds` | | a detached instance is kept for ten minutes |
//! | S43 | core: `s43_who_wants_an_instance_whose_connection_is_gone_gets_a_fresh_one` | after the grace of S42 | a detached instance is kept for ten minutes |
//! | S44 | core: `s44_nothing_starts_beside_a_foreign_connection_and_people_are_told_once` | | it starts beside any connection |
//! | S45 | core: `s45_a_running_instance_of_an_earlier_process_is_adopted` | | nothing is adopted |
//! | S46 | core: `s46_a_short_detach_is_forgiven` | | a detached instance is kept for a second |
//! | S47 | core: `s47_a_connection_that_comes_back_while_the_instance_is_stopped_changes_nothing` | | a stop waits until the connection ends |
//! | S48 | core: `s48_a_connection_is_never_taken_for_that_of_the_next_instance` | a link has no owner, so the old one must end first | an old connection is no reason to wait |
//! | S49 | core: `s49_close_ends_what_never_goes_and_lets_builds_finish` | | a close ends no instance |
//! | S50 | core: `s50_the_same_report_twice_changes_nothing` | which connection wins is the master's business | each report of a build counts |
//! | S51 | core: `s51_nothing_starts_while_the_builds_of_a_dead_instance_are_cleaned_up` | | an old connection is no reason to wait |
//! | S52 | core: `s52_the_last_build_takes_the_instance_with_it` | | an instance for one build takes another |
//! | S53 | core: `s53_a_build_before_the_timeout_restarts_the_idle_clock` | | the idle clock goes on through a build |
//! | S54 | core: `s54_a_busy_drain_leaves_the_instance_to_the_build` | | a busy release counts as done |
//! | S55 | core: `s55_work_of_another_flavour_gets_an_instance_of_its_own_after_the_build` | | an instance for one build takes another |
//! | S56 | core: `s56_s58_work_of_another_flavour_starts_nothing_beside_an_instance_that_waits` | no pre-emption; the open request keeps it for three drains at most | the properties of the first report are kept |
//! | S57 | core: `s57_the_properties_of_the_latest_report_go_with_the_start` | | the properties of the first report are kept |
//! | S58 | core: `s56_s58_work_of_another_flavour_starts_nothing_beside_an_instance_that_waits` | a plain worker cannot refuse a build: one worker for each flavour | the properties of the first report are kept |
//! | S59 | driver: `s59_the_second_build_waits_for_the_first` | | a worker that builds is handed another build |
//! | S60 | core: `s60_close_waits_for_the_stop` | | a close does not wait for what is left |
//! | S61 | core: `s61_s62_s63_close_while_starting_stops_as_soon_as_the_start_has_returned` | | a refused start is not stopped |
//! | S62 | core: `s61_s62_s63_close_while_starting_stops_as_soon_as_the_start_has_returned` | | a close ends no instance |
//! | S63 | core: `s61_s62_s63_close_while_starting_stops_as_soon_as_the_start_has_returned` | | a close ends no instance |
//! | S64 | core: `s64_s65_close_of_an_idle_fleet_is_immediate_and_final` | | a close lets starts through |
//! | S65 | core: `s64_s65_close_of_an_idle_fleet_is_immediate_and_final` | | a close lets starts through |
//! | S66 | core: `s66_a_start_in_flight_outlives_other_timeouts_and_the_worker_attaches` | | any change of the plan makes an instance outdated |
//! | S67 | core: `s67_a_start_in_flight_outlives_other_timeouts_and_the_worker_does_not_attach` | | timeouts hold from the next start on |
//! | S68 | core: `s68_an_instance_made_before_the_change_attaches_with_what_it_was_given_and_goes_unused` | the password is in the container, which goes | another edition is forgotten |
//! | S69 | core: `s69_an_instance_that_is_made_otherwise_now_and_never_attached_is_replaced_at_once` | as S68 | what is outdated and never attached waits for its timeout |
//! | S70 | core: `s70_another_missing_timeout_holds_for_an_instance_that_is_awaited` | | the missing timeout is counted once, when the instance comes up |
//! | S71 | core: `s71_a_stop_that_fails_at_once_does_not_spoil_the_next_start` | | a stop that failed counts as done |
//! | S72 | core: `s72_a_stop_is_tried_for_ever_and_nothing_starts_before_it_is_confirmed` | | a stop that failed counts as done |
//! | S73 | core: `s73_close_with_a_half_open_connection_is_bounded` | | an old connection holds the worker for ever |
//! | S74 | core: `s74_s75_the_host_is_switched_off_when_its_last_build_has_ended_and_its_instance_is_gone` | | the host stays on |
//! | S75 | core: `s74_s75_the_host_is_switched_off_when_its_last_build_has_ended_and_its_instance_is_gone` | | the host stays on |
//! | S76 | core: `s76_it_stays_on_for_its_idle_timeout_after_the_build` | | the idle timeout of the host is ignored |
//! | S77 | core: `s77_a_build_before_the_timeout_keeps_it_on_however_long_the_build_takes` | | a build does not restart the clock of the host |
//! | S78 | core: `s78_s79_a_host_that_cannot_be_switched_on_is_tried_again_later_and_starts_nothing` | tried again with back-off | a host that could not be switched on counts as on |
//! | S79 | core: `s78_s79_a_host_that_cannot_be_switched_on_is_tried_again_later_and_starts_nothing` | as S78 | a host that could not be switched on counts as on |
//! | S80 | core: `s80_a_host_that_cannot_be_switched_off_counts_as_off` | | a host that could not be switched off counts as on |
//! | S81 | core: `s81_all_instances_on_it_go_before_it_does` | | the host goes before its instances |
//! | S82 | core: `s82_two_workers_that_need_it_switch_it_on_once` | | each need switches the host on |
//! | S83 | core: `s83_a_host_that_stays_off_leaves_none_of_two_workers_started` | | a host that was never used is not switched on |
//! | S84 | core: `s84_a_worker_that_is_wanted_while_it_is_switched_off_waits_and_switches_it_on` | | workers start on a host that is off |
//! | S85 | core: `s85_a_host_on_which_no_build_comes_is_switched_off_after_twenty_minutes` | | without a build the host stays on |
//! | S86 | config: `s86_neither_image_nor_dockerfile_is_an_error_with_what_to_write` | | neither image nor Dockerfile is asked for |
//! | S87 | config: `s87_an_image_alone_and_a_dockerfile_alone_are_enough` | | a Dockerfile alone is not enough |
//! | S88 | engine: `s88_what_was_pulled_or_built_and_is_not_there_is_rejected` | never pulled: `a_missing_image_that_nobody_may_pull_is_rejected` | what did not come to be counts as a failure of the engine |
//! | S89 | engine: `s89_a_name_without_a_tag_is_the_latest_and_a_tag_is_that_tag` | an image without a tag is `:latest` | a tag is left out where the image is looked for |
//! | S90 | engine: `s90_a_dockerfile_is_built_under_the_name_of_an_image_that_is_absent_and_of_no_other` | another recipe: `an_image_is_built_where_it_is_missing_or_of_another_recipe` | a missing image with a Dockerfile is not built |
//! | S91 | engine: `s91_autopull_pulls_what_is_absent_once_and_with_always_what_is_there` | all policies: `each_policy_asks_for_what_it_needs` | `always` does not pull what is there |
//! | S92 | config: `s92_volumes_are_binds_verbatim_and_what_is_none_is_an_error_also_in_a_build` | a target is absolute, and a volume's name has two letters, as engines have it; all forms: `mounts_are_read_as_docker_reads_them` | `ro` is not read |
//! | S93 | config: `s93_hostconfig_is_passed_on_with_binds_and_an_init_unless_there_is_to_be_none` | | an `init` that is written is overwritten |
//! | S94 | config: `s94_every_option_that_buildbot_renders_is_rendered_from_a_build_s_properties` | | `hostname` is not rendered |
//! | S95 | engine: `s95_only_labels_tell_whose_a_container_is_and_names_that_begin_alike_are_told_apart` | ownership is told by label | an owner that begins alike is taken for ours |
//! | S96 | engine: `s96_an_image_of_another_operating_system_is_rejected` | | other words are expected of the engine |
//! | S97 | engine: `s97_s98_an_end_is_told_with_its_code_and_the_last_lines_whatever_their_bytes` | an exit event takes the place of the check; live: `a_worker_that_ends_at_once_says_how` | the exit code is left out |
//! | S98 | engine: `s97_s98_an_end_is_told_with_its_code_and_the_last_lines_whatever_their_bytes` | | a log that is no UTF-8 is no log |
//! | S99 | engine: `s99_a_container_that_is_gone_before_it_is_stopped_or_removed_is_gone` | | the removal of what is gone fails |
//! | S100 | config: `s100_a_password_must_be_that_of_the_master_and_none_is_made_up` | the password stands in the configuration; none is made up | `generate` is an unknown key |
//! | S101 | engine: `s101_s102_the_output_of_a_build_is_told_line_by_line_however_it_is_cut_and_its_error_with_its_step` | an error carries its step in place of a prefix | lines of one document are told as one |
//! | S102 | engine: `s101_s102_the_output_of_a_build_is_told_line_by_line_however_it_is_cut_and_its_error_with_its_step` | every cut: `values_are_split_whatever_stands_between_them` | what follows a document in its piece is dropped |
//! | S103 | config: `s103_every_documented_network_is_a_network_mode_and_two_that_differ_are_an_error` | tables: `networks_are_read_in_every_form` | two networks that differ are none |
//! | S104 | engine: `s104_names_that_differ_by_a_dash_never_collide` | | a dash replaces an underscore |
//! | S105 | config: `s105_an_ipv6_address_of_the_master_is_handed_to_the_worker_without_its_brackets` | all forms: `every_form_of_an_address_is_read` | brackets stay around an address |
//! | S106 | core: `s106_a_start_nobody_wants_any_more_is_not_told_as_missing` | | a start nobody wants is told as missing |
//! | S107 | core: `s107_only_the_newest_running_instance_is_adopted_and_the_others_go_one_by_one` | here what is found after a crash; the crash itself is live: `sigkill_at_any_offset_loses_no_build` | leftovers stay |
