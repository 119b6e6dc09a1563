using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Ledger;

/// <summary>Checks the annotations of <see cref="LedgerOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class LedgerOptionsValidator : IValidateOptions<LedgerOptions>;
