using CsCheck;

namespace Enterprise.Governance.RateLimiting.Tests;

public sealed class RateLimitWindowTests
{
    [Theory]
    [InlineData(600, 60, 600)]
    [InlineData(600, 1, 10)]
    [InlineData(1, 60, 1)]
    [InlineData(1, 86_400, 1_440)]
    [InlineData(100, 6, 10)]
    [InlineData(0, 7, 0)]
    [InlineData(999_999_999_999_999, 60, 999_999_999_999_999)]
    public void TryGetLimit_Fits_ReturnsTheRequestsOfAWindow(long perMinute, int seconds, long expected)
    {
        RateLimitWindow.TryGetLimit(perMinute, seconds, out long limit, out string? problem).Should().BeTrue();
        (limit, problem).Should().Be((expected, null));
    }

    [Theory]
    [InlineData(100, 7, "is 100, which is not a whole number of requests in a window of 7 seconds; the nearest windows that fit have 6 and 9 seconds")]
    [InlineData(1, 30, "is 1, which is not a whole number of requests in a window of 30 seconds; the nearest window that fits has 60 seconds")]
    [InlineData(7, 86_399, "is 7, which is not a whole number of requests in a window of 86399 seconds; the nearest windows that fit have 86340 and 86400 seconds")]
    [InlineData(-1, 60, "is -1; it must be 0 (nothing allowed) or more, or absent (unlimited)")]
    [InlineData(60, 0, "cannot be counted in windows of 0 seconds; a window has 1 to 86400 seconds")]
    [InlineData(60, 86_401, "cannot be counted in windows of 86401 seconds; a window has 1 to 86400 seconds")]
    [InlineData(1_000_000_000_000_000, 60, "is 1000000000000000, which is more than 999999999999999 requests in a window of 60 seconds")]
    [InlineData(long.MaxValue, 86_400, "is 9223372036854775807, which is more than 999999999999999 requests in a window of 86400 seconds")]
    public void TryGetLimit_DoesNotFit_SaysWhyAndNamesTheNearestWindows(long perMinute, int seconds, string expected)
    {
        RateLimitWindow.TryGetLimit(perMinute, seconds, out _, out string? problem).Should().BeFalse();
        problem.Should().Be(expected);
    }

    [Fact]
    public void NearestSeconds_EqualsASearchThroughAllWindows() =>
        Gen.Select(Gen.Long[0, 5_000], Gen.Int[1, 500]).Sample((perMinute, seconds) =>
        {
            int[] valid = [.. Enumerable.Range(1, 1_000).Where(w => perMinute * w % 60 == 0)];
            int[] expected = valid.Contains(seconds)
                ? [seconds]
                : [.. valid.Where(w => w < seconds).TakeLast(1), .. valid.Where(w => w > seconds).Take(1)];
            return RateLimitWindow.NearestSeconds(perMinute, seconds).SequenceEqual(expected);
        });

    [Fact]
    public void Problems_NameEveryRateThatDoesNotFit() =>
        new TenantRateLimits { TenantRpm = 100, OrgRpm = 60, UserRpm = 7 }.Problems(7).Should().Equal(
            "`tenant_rpm` is 100, which is not a whole number of requests in a window of 7 seconds; the nearest windows that fit have 6 and 9 seconds",
            "`user_rpm` is 7, which is not a whole number of requests in a window of 7 seconds; the nearest window that fits has 60 seconds");

    [Fact]
    public void TenantRateLimits_Negative_IsRefused() =>
        FluentActions.Invoking(static () => new TenantRateLimits { UserRpm = -1 }).Should().Throw<ArgumentOutOfRangeException>();
}
