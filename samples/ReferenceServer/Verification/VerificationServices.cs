using Enterprise.Governance.Ledger;
using Microsoft.Extensions.Options;
using ReferenceServer.Hosting;

namespace ReferenceServer.Verification;

/// <summary>Verifies chains by and by, in one worker at a time: those of runs that have grown since they were verified first, and all of them round after round, so that what is changed later is found too.</summary>
internal static class VerificationServices
{
    internal static IServiceCollection AddVerification(this IServiceCollection services)
    {
        services.AddSingleton<VerifiedRuns>().AddSingleton<ILedgerVerificationObserver>(static provider => provider.GetRequiredService<VerifiedRuns>());
        services.AddOptions<LedgerVerificationOptions>().Configure<IOptions<ServerOptions>, VerifiedRuns>(static (options, server, runs) =>
        {
            TimeSpan every = TimeSpan.FromSeconds(server.Value.VerifySeconds);
            (options.Interval, options.FirstInterval, options.GetFirstAsync) = (every, every, runs.FindGrownAsync);
            options.MaxRunsPerSecond = (int)Math.Ceiling((double)server.Value.VerifyRuns / server.Value.VerifySeconds);
            options.LeaseLifetime = server.Value.Lease;
        });
        return services.AddGovernanceVerification();
    }
}
