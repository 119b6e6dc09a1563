using Microsoft.Playwright;

namespace EndToEnd;

/// <summary>Every page at every width, in light and dark: controls have names, nothing sticks out, the console is silent.</summary>
[Collection("one after the other")]
public sealed class AccessibilityTests(Browser browser)
{
    private static readonly string[] Pages = ["/", "/inbox", "/policy", "/spend", "/system"];

    // Interactive elements without an accessible name: text, label, aria-label, aria-labelledby or title.
    private const string Nameless =
        """
        () => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, [role=button], [role=checkbox], [role=tab]')]
            .filter(e => e.checkVisibility())
            .filter(e => !(e.innerText?.trim() || e.getAttribute('aria-label')?.trim() || e.title?.trim() || [...(e.labels ?? [])].some(l => l.innerText.trim())
                || (e.getAttribute('aria-labelledby') ?? '').split(' ').some(id => document.getElementById(id)?.innerText.trim())))
            .map(e => e.outerHTML.slice(0, 200))
        """;

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(768, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task Pages_AtThisWidth_AreWhole(int width, ColorScheme scheme)
    {
        await using Visitor carla = await browser.OpenAsync(width, 900, scheme);
        await carla.SignInAsync("carla");
        await carla.SubmitAsync("contact c-2: a = 1\nemail bob@corp.example: Hello | A text", $"At {width} {scheme}");
        string run = new Uri(carla.Page.Url).AbsolutePath;
        await Assertions.Expect(carla.Page.GetByText("waiting approval").First).ToBeVisibleAsync();
        foreach (string page in (string[])[run, .. Pages])
        {
            await carla.Page.GotoAsync(page);
            await Assertions.Expect(carla.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            await carla.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await carla.PictureAsync($"{(page == run ? "run" : page == "/" ? "runs" : page[1..])}-{width}-{scheme}".ToLowerInvariant());

            (await carla.Page.EvaluateAsync<string[]>(Nameless)).Should().BeEmpty("every control of {0} has a name", page);
            (await carla.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).Should().BeLessThanOrEqualTo(0, "{0} fits into {1} px", page, width);
            (await carla.Page.EvaluateAsync<string[]>("() => performance.getEntriesByType('resource').map(r => r.name).filter(n => !n.startsWith(location.origin) && !n.startsWith('data:'))")).Should().BeEmpty("nothing comes from elsewhere");
        }

        carla.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task SignIn_ByKeyboardAlone_LeadsToTheFirstRun()
    {
        await using Visitor ann = await browser.OpenAsync();
        await ann.Page.GotoAsync("/inbox");
        ann.Page.Url.Should().Contain("/signin");
        await ann.Page.Keyboard.TypeAsync("a key that nobody has");
        await ann.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(ann.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not known");
        await ann.PictureAsync("signin-refused");

        await ann.Page.Keyboard.TypeAsync(browser.Server.KeyOf("bob", "acme"));
        await ann.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(ann.Page.GetByRole(AriaRole.Heading, new() { Name = "Inbox", Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(ann.Page.GetByRole(AriaRole.Button, new() { Name = "Pending" })).ToBeVisibleAsync();
        await ann.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await ann.Page.Keyboard.PressAsync("g");
        await ann.Page.Keyboard.PressAsync("r");
        await Assertions.Expect(ann.Page.GetByRole(AriaRole.Heading, new() { Name = "Runs", Exact = true })).ToBeVisibleAsync();

        // The sign-in that was refused.
        ann.Errors.Should().OnlyContain(static error => error.Contains("401", StringComparison.Ordinal));
    }
}
