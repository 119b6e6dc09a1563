using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Projections;

/// <summary>Checks that no two projections share a name, and that the times fit each other.</summary>
internal sealed class ProjectionNamesValidator : IValidateOptions<ProjectionsOptions>
{
    public ValidateOptionsResult Validate(string? name, ProjectionsOptions options)
    {
        string[] twice = [.. options.Definitions.CountBy(static definition => definition.Name, StringComparer.Ordinal).Where(static pair => pair.Value > 1).Select(static pair => pair.Key)];
        List<string> failures = [];
        if (twice.Length > 0)
            failures.Add($"the projection `{twice[0]}` is registered twice");
        if (options.RefreshInterval < TimeSpan.FromMilliseconds(10) || options.RefreshInterval > TimeSpan.FromDays(1))
            failures.Add($"`{nameof(options.RefreshInterval)}` is {options.RefreshInterval}; it must be from 10 milliseconds to a day");
        if (options.MaxRefreshInterval < options.RefreshInterval || options.MaxRefreshInterval > TimeSpan.FromDays(1))
            failures.Add($"`{nameof(options.MaxRefreshInterval)}` is {options.MaxRefreshInterval}; it must be from `{nameof(options.RefreshInterval)}`, which is {options.RefreshInterval}, to a day");
        if (options.RefreshTimeout < TimeSpan.FromSeconds(1) || options.RefreshTimeout > TimeSpan.FromDays(1))
            failures.Add($"`{nameof(options.RefreshTimeout)}` is {options.RefreshTimeout}; it must be from 1 second to a day");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
