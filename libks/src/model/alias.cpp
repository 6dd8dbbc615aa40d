#include "ks/model/alias.h"

#include "ks/base/text.h"

namespace ks {

Alias Alias::folded() const { return Alias(text::to_lower_as_java(text_)); }

}  // namespace ks
