// A profile as one self-contained HTML page: no script, no request, its own Content-Security-Policy, light and
// dark by the reader's system. Everything that comes from the data is escaped.
#pragma once

#include <string>
#include <string_view>

#include "io/reader.hpp"
#include "profile/profile.hpp"

namespace assay::report {

// UTF-8; bytes of names and values that are not UTF-8 become U+FFFD, control characters spaces.
[[nodiscard]] std::string html_report(const profile::TableProfile& profile, const io::LoadReport& load);

// Text as it may stand in HTML, attributes in double quotes included.
[[nodiscard]] std::string escaped(std::string_view text, std::size_t most_characters = 200);

}  // namespace assay::report
