#pragma once

#include <string>
#include <vector>

#include "ks/base/result.h"
#include "ks/model/store.h"

/// Store in, Store out. None of these reads a file, asks for a password or changes its arguments' keys.
namespace ks {

/// What to do with an entry whose alias is taken by one of other content. Equal ones merge silently.
enum class OnClash { fail, keep_ours, take_theirs, rename_theirs };

/// `ours` and then what `theirs` has besides. CRLs and opaque bags are united.
/// Errors: clash names the first alias, when `on_clash` is fail.
[[nodiscard]] Result<Store> merge(Store ours, const Store& theirs, OnClash on_clash);

}  // namespace ks
