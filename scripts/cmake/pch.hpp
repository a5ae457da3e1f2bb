// What nearly every file includes, compiled once a build when ASSAY_PCH is on (scripts/test and scripts/run do that).
// It is no substitute for an #include: builds without it must work too.
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <expected>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>
