using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Policies;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance;

/// <summary>Checks what annotations cannot say of <see cref="GovernanceOptions"/>.</summary>
/// <param name="costs">The meter's options: the heartbeat of an action renews its hold.</param>
internal sealed class GovernanceLifetimesValidator(IOptions<CostMeteringOptions> costs) : IValidateOptions<GovernanceOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    // Timers end at 49 days, and dates at the year 9999.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);
    private static readonly TimeSpan LongestApproval = TimeSpan.FromDays(3650);

    public ValidateOptionsResult Validate(string? name, GovernanceOptions options)
    {
        List<string> problems = [];
        Check(nameof(options.ApprovalLifetime), options.ApprovalLifetime, LongestApproval);
        Check(nameof(options.ApprovalPollInterval), options.ApprovalPollInterval, Longest);
        Check(nameof(options.HeartbeatLifetime), options.HeartbeatLifetime, Longest);
        Check(nameof(options.LeaseLifetime), options.LeaseLifetime, Longest);

        // Read as they are: whatever else is wrong with the meter's options is told by their own validator.
        TimeSpan hold = ReadHoldLifetime();
        if (problems.Count == 0 && hold < options.HeartbeatLifetime)
            problems.Add($"`HeartbeatLifetime` is {options.HeartbeatLifetime}; it must be at most the cost meter's `HoldLifetime`, {hold}, so that a running action never loses its hold");
        if (options.DefaultEffect == PolicyEffect.RequireApproval)
            problems.Add("`DefaultEffect` must be allow or deny");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        TimeSpan ReadHoldLifetime()
        {
            try
            {
                return costs.Value.HoldLifetime;
            }
            catch (OptionsValidationException)
            {
                return TimeSpan.MaxValue;
            }
        }

        void Check(string option, TimeSpan value, TimeSpan longest)
        {
            if (value < Shortest)
                problems.Add($"`{option}` is {value}; it must be at least {Shortest}");
            else if (value > longest)
                problems.Add($"`{option}` is {value}; it must be at most {longest}");
        }
    }
}
