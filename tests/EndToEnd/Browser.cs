using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(EndToEnd.Browser))]

namespace EndToEnd;

/// <summary>The server and a browser. One of each for all tests.</summary>
public sealed class Browser : IAsyncLifetime
{
    private readonly List<string> _arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    internal RunningServer Server { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(15_000);
        string program = Find() ?? throw new InvalidOperationException("Install Chromium (Debian: chromium), or name one in GOVERNANCE_TEST_CHROMIUM.");
        await Server.InitializeAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = _arguments });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>Opens a window of its own, with no cookies.</summary>
    internal async Task<Visitor> OpenAsync(int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        IBrowserContext context = await _browser.NewContextAsync(new() { BaseURL = Server.Address.OriginalString, ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme });
        return new Visitor(Server, context, await context.NewPageAsync());
    }

    private static string? Find() =>
        new[] { Environment.GetEnvironmentVariable("GOVERNANCE_TEST_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
}
