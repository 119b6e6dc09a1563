using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Ledger.Watching;

/// <summary>Checks <see cref="LedgerVerificationOptions"/>.</summary>
internal sealed class LedgerVerificationOptionsValidator : IValidateOptions<LedgerVerificationOptions>
{
    public ValidateOptionsResult Validate(string? name, LedgerVerificationOptions options)
    {
        string[] problems = [.. FindProblems(options)];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> FindProblems(LedgerVerificationOptions options)
    {
        if (options.Interval < TimeSpan.FromSeconds(1) || options.Interval > TimeSpan.FromDays(365))
            yield return $"Interval: {options.Interval} is not between 00:00:01 and 365.00:00:00";
        if (options.FirstInterval < TimeSpan.FromSeconds(1) || options.FirstInterval > TimeSpan.FromDays(1))
            yield return $"FirstInterval: {options.FirstInterval} is not between 00:00:01 and 1.00:00:00";
        if (options.LeaseLifetime < TimeSpan.FromSeconds(1) || options.LeaseLifetime > TimeSpan.FromHours(1))
            yield return $"LeaseLifetime: {options.LeaseLifetime} is not between 00:00:01 and 01:00:00";
        if (options.MaxRunsPerSecond < 0)
            yield return $"MaxRunsPerSecond: {options.MaxRunsPerSecond} is negative";
        if (options.MaxEventsPerSecond < 0)
            yield return $"MaxEventsPerSecond: {options.MaxEventsPerSecond} is negative";
        if (options.MaxDegreeOfParallelism < 1)
            yield return $"MaxDegreeOfParallelism: {options.MaxDegreeOfParallelism} is not at least 1";
    }
}
