using Microsoft.Extensions.Options;

namespace Enterprise.Governance;

/// <summary>Checks the annotations of <see cref="GovernanceOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class GovernanceOptionsValidator : IValidateOptions<GovernanceOptions>;
