using Enterprise.Governance.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.RateLimiting.Tests;

public sealed class RateLimitOptionsTests
{
    [Fact]
    public void Options_EveryProblemIsListedAtOnce()
    {
        RateLimitOptions options = new()
        {
            WindowSeconds = 7,
            LeaseSize = -1,
            OnStoreFailure = (RateLimitStoreFailure)9,
            ExpectedInstances = 0,
            StoreRetryDelay = TimeSpan.FromMinutes(2),
            DefaultLimits = new TenantRateLimits { UserRpm = 100 },
        };
        options.Tenants["acme"] = new TenantRateLimits { TenantRpm = 1 };
        options.Tenants["b\tad"] = new TenantRateLimits();

        FluentActions.Invoking(() => new GovernanceRateLimiter(new InProcessRateLimitStore(), options: options)).Should().Throw<ArgumentException>().Which.Message.Should().StartWith(
            "`LeaseSize` is -1; it must be from 0 to 1000000; `OnStoreFailure` is 9; it must be LocalFallback, Deny or Allow; `ExpectedInstances` is 0; it must be from 1 to 100000; "
            + "`StoreRetryDelay` is 00:02:00; it must be positive and at most `StoreRetryMaxDelay`, which is 00:00:30; "
            + "`DefaultLimits`: `user_rpm` is 100, which is not a whole number of requests in a window of 7 seconds; the nearest windows that fit have 6 and 9 seconds; "
            + "`Tenants[acme]`: `tenant_rpm` is 1, which is not a whole number of requests in a window of 7 seconds; the nearest window that fits has 60 seconds; "
            + "a key of `Tenants` has the control character U+0009 at index 1");
    }

    [Fact]
    public async Task Container_CalledTwice_ResolvesOneWorkingLimiter()
    {
        ServiceCollection services = new();
        services.AddGovernanceRateLimiting(static options => options.DefaultLimits = new TenantRateLimits { UserRpm = 1 }).UseInProcess();
        services.AddGovernanceRateLimiting().UseInProcess();
        await using ServiceProvider provider = services.BuildServiceProvider();

        GovernanceRateLimiter limiter = provider.GetRequiredService<GovernanceRateLimiter>();

        provider.GetServices<GovernanceRateLimiter>().Should().ContainSingle();
        provider.GetServices<IValidateOptions<RateLimitOptions>>().Should().ContainSingle();
        GovernanceScope scope = new("acme", null, "ann");
        (await limiter.AcquireAsync(scope)).IsAcquired.Should().BeTrue();
        (await limiter.AcquireAsync(scope)).IsAcquired.Should().BeFalse();
    }

    [Fact]
    public async Task Container_UseSqlite_CountsInTheFile()
    {
        string directory = Directory.CreateTempSubdirectory("governance-").FullName;
        ServiceCollection services = new();
        services.AddGovernanceRateLimiting(static options => options.Tenants["acme"] = new TenantRateLimits { TenantRpm = 1 })
            .UseSqlite(options => options.ConnectionString = Path.Combine(directory, "g.db"));
        await using (ServiceProvider provider = services.BuildServiceProvider())
        {
            provider.GetRequiredService<IRateLimitStore>().Should().BeOfType<SqliteRateLimitStore>();
            GovernanceRateLimiter limiter = provider.GetRequiredService<GovernanceRateLimiter>();
            (await limiter.AcquireAsync(new GovernanceScope("acme"), 0)).Keys[0].Remaining.Should().Be(1);
            (await limiter.AcquireAsync(new GovernanceScope("acme"))).Keys[0].Remaining.Should().Be(0);
        }

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void Container_NoStore_SaysWhatToCall()
    {
        ServiceCollection services = new();
        services.AddGovernanceRateLimiting();
        using ServiceProvider provider = services.BuildServiceProvider();

        FluentActions.Invoking(() => provider.GetRequiredService<GovernanceRateLimiter>()).Should().Throw<InvalidOperationException>()
            .WithMessage("The rate limiter has no store: call UseInProcess, UseSqlite or UsePostgres on what AddGovernanceRateLimiting returns.");
    }

    [Fact]
    public void Container_BadOptions_FailValidation()
    {
        ServiceCollection services = new();
        services.AddGovernanceRateLimiting(static options => options.WindowSeconds = 0).UseInProcess();
        using ServiceProvider provider = services.BuildServiceProvider();

        FluentActions.Invoking(() => provider.GetRequiredService<IStartupValidator>().Validate()).Should().Throw<OptionsValidationException>()
            .WithMessage("`WindowSeconds` is 0; it must be from 1 to 86400");
    }
}
