using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Policies;

/// <summary>Checks <see cref="PoliciesOptions"/> and lists every problem.</summary>
internal sealed class PoliciesOptionsValidator : IValidateOptions<PoliciesOptions>
{
    private static readonly TimeSpan s_shortestPoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPoll = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, PoliciesOptions options)
    {
        ValidateOptionsResultBuilder problems = new();
        if (options.Sources.Any(static source => source is null))
            problems.AddError("a source is null", nameof(PoliciesOptions.Sources));
        if (options.DefaultEffect is not (PolicyEffect.Allow or PolicyEffect.Deny))
            problems.AddError($"a default effect is Allow or Deny, not {options.DefaultEffect}", nameof(PoliciesOptions.DefaultEffect));
        foreach ((string phase, PolicyEffect effect) in options.DefaultEffectsByPhase)
        {
            if (!GovernanceIdentifier.IsValid(phase, out string? problem) || phase.Contains('*', StringComparison.Ordinal))
                problems.AddError($"the phase `{phase}` {problem ?? "must not hold `*`"}", nameof(PoliciesOptions.DefaultEffectsByPhase));
            if (effect is not (PolicyEffect.Allow or PolicyEffect.Deny))
                problems.AddError($"the default effect of `{phase}` is Allow or Deny, not {effect}", nameof(PoliciesOptions.DefaultEffectsByPhase));
        }

        if (options.Lint is null)
            problems.AddError("it is null", nameof(PoliciesOptions.Lint));
        if (options.PollInterval < s_shortestPoll || options.PollInterval > s_longestPoll)
            problems.AddError($"{options.PollInterval} is not between {s_shortestPoll} and {s_longestPoll}", nameof(PoliciesOptions.PollInterval));
        if (options.ReloadDebounce < TimeSpan.Zero || options.ReloadDebounce > options.PollInterval)
            problems.AddError($"{options.ReloadDebounce} is not between 0 and PollInterval, {options.PollInterval}", nameof(PoliciesOptions.ReloadDebounce));
        return problems.Build();
    }
}
