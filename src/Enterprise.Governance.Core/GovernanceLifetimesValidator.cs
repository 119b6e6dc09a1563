using Enterprise.Governance.Policies;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance;

/// <summary>Checks what annotations cannot say of <see cref="GovernanceOptions"/>.</summary>
internal sealed class GovernanceLifetimesValidator : IValidateOptions<GovernanceOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    public ValidateOptionsResult Validate(string? name, GovernanceOptions options)
    {
        List<string> problems = [];
        Check(nameof(options.ApprovalLifetime), options.ApprovalLifetime);
        Check(nameof(options.ApprovalPollInterval), options.ApprovalPollInterval);
        Check(nameof(options.HeartbeatLifetime), options.HeartbeatLifetime);
        Check(nameof(options.LeaseLifetime), options.LeaseLifetime);
        if (options.DefaultEffect == PolicyEffect.RequireApproval)
            problems.Add("`DefaultEffect` must be allow or deny");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Check(string option, TimeSpan value)
        {
            if (value < Shortest)
                problems.Add($"`{option}` is {value}; it must be at least {Shortest}");
        }
    }
}
