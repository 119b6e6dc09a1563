using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Projections;

/// <summary>Checks the annotations of <see cref="ProjectionsOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ProjectionsOptionsValidator : IValidateOptions<ProjectionsOptions>;
