using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Projections;

/// <summary>Checks that no two projections share a name.</summary>
internal sealed class ProjectionNamesValidator : IValidateOptions<ProjectionsOptions>
{
    public ValidateOptionsResult Validate(string? name, ProjectionsOptions options)
    {
        string[] twice = [.. options.Definitions.CountBy(static definition => definition.Name, StringComparer.Ordinal).Where(static pair => pair.Value > 1).Select(static pair => pair.Key)];
        return twice.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail($"the projection `{twice[0]}` is registered twice");
    }
}
