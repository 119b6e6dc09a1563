using Microsoft.Playwright;

namespace EndToEnd;

/// <summary>Somebody in front of a browser window. Whatever the console says as an error fails the test.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly RunningServer _server;
    private readonly IBrowserContext _context;
    private readonly List<string> _errors = [];

    internal Visitor(RunningServer server, IBrowserContext context, IPage page)
    {
        _server = server;
        _context = context;
        Page = page;
        page.Console += (_, message) => Keep(message.Type == "error", $"{message.Text} ({message.Location})");
        page.PageError += (_, error) => Keep(true, error);
        page.SetDefaultTimeout(15_000);
    }

    internal IPage Page { get; }

    /// <summary>Gets what the console said that is not as it should be.</summary>
    internal IReadOnlyList<string> Errors
    {
        get
        {
            lock (_errors)
                return [.. _errors];
        }
    }

    internal async Task SignInAsync(string user, string tenant = "acme")
    {
        await Page.GotoAsync("/");
        await Page.GetByLabel("API key").FillAsync(_server.KeyOf(user, tenant));
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Runs", Exact = true })).ToBeVisibleAsync();
    }

    /// <summary>Starts a run and goes to its page.</summary>
    internal async Task SubmitAsync(string task, string title)
    {
        await Page.GotoAsync("/");
        await Page.GetByRole(AriaRole.Button, new() { Name = "New run" }).ClickAsync();
        await Page.GetByLabel("Task", new() { Exact = true }).FillAsync(task);
        await Page.GetByLabel("Title", new() { Exact = true }).FillAsync(title);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Start the run" }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = title })).ToBeVisibleAsync();
    }

    /// <summary>Keeps a picture among the build's artefacts.</summary>
    internal async Task PictureAsync(string name)
    {
        string directory = Path.Combine(RepositoryFiles.Root, "artifacts", "end-to-end");
        Directory.CreateDirectory(directory);
        await Page.ScreenshotAsync(new() { Path = Path.Combine(directory, name + ".png"), Animations = ScreenshotAnimations.Disabled });
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private void Keep(bool isError, string text)
    {
        if (!isError)
            return;
        lock (_errors)
            _errors.Add(text);
    }
}
