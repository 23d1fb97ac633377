//! The day of a build: given by hand or by `SOURCE_DATE_EPOCH`, never by a clock.

/// The day that `--date` names, else that of `SOURCE_DATE_EPOCH`, if any.
///
/// # Errors
/// If the variable is set and is no number of seconds.
pub(super) fn of_build(given: Option<&str>) -> Result<Option<String>, String> {
    if let Some(given) = given {
        return Ok(Some(given.to_owned()));
    }
    let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH").filter(|epoch| !epoch.is_empty()) else { return Ok(None) };
    // Up to the year 9999, which is all that `YYYY` can say.
    let seconds = epoch.to_str().and_then(|epoch| epoch.trim().parse::<i64>().ok());
    let seconds = seconds.filter(|seconds| (0..253_402_300_800).contains(seconds));
    match seconds {
        Some(seconds) => Ok(Some(day(seconds.div_euclid(86_400)))),
        None => Err(format!(
            "SOURCE_DATE_EPOCH is `{}`, not a number of seconds since 1970; correct it, or unset it and use --date",
            epoch.to_string_lossy()
        )),
    }
}

/// Checks a day as given on the command line.
///
/// # Errors
/// If it is not `YYYY-MM-DD`.
pub(super) fn parse(text: &str) -> Result<String, String> {
    // A month or a year alone is a date to others, but no day.
    let is_day = text.len() == "YYYY-MM-DD".len() && crate::rulebook::files::is_date(text);
    if is_day { Ok(text.to_owned()) } else { Err("a day is YYYY-MM-DD".to_owned()) }
}

/// A day by its number since 1970-01-01, as `YYYY-MM-DD` (civil calendar, counted
/// in years that begin in March).
fn day(number: i64) -> String {
    let shifted = number + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_by_number() {
        assert_eq!(day(0), "1970-01-01");
        assert_eq!(day(11_016), "2000-02-29");
        assert_eq!(day(20_781), "2026-11-24");
    }

    #[test]
    fn days_by_hand() {
        assert_eq!(parse("2026-11-24"), Ok("2026-11-24".to_owned()));
        assert!(parse("24.11.2026").is_err() && parse("2026-11").is_err() && parse("2026-02-30").is_err());
    }
}
