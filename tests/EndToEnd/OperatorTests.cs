using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EndToEnd;

/// <summary>What operators do in a day, through nginx.</summary>
[Collection("one after the other")]
public sealed partial class OperatorTests(Browser browser, ITestOutputHelper output)
{
    [Fact]
    public async Task Run_IsStartedWatchedApprovedFinishedAndVerified()
    {
        await using Visitor ann = await browser.OpenAsync(), bob = await browser.OpenAsync();
        await ann.SignInAsync("ann");
        await bob.SignInAsync("bob");

        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "New run" }).ClickAsync();
        await ann.Page.GetByLabel("Task", new() { Exact = true }).FillAsync("contact c-17: status = active\nemail bob@corp.example: Your booking | We have moved it to Friday.");
        await ann.Page.GetByLabel("Title", new() { Exact = true }).FillAsync("Move a booking");
        await ann.PictureAsync("new-run");
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Start the run" }).ClickAsync();

        // Ann watches: the first step is done, the second waits, and nobody has reloaded anything.
        await Expect(ann.Page.GetByRole(AriaRole.Heading, new() { Name = "Move a booking" })).ToBeVisibleAsync();
        await Expect(ann.Page.GetByText("waiting approval").First).ToBeVisibleAsync();
        await Expect(ann.Page.GetByText("crm:update_contact").First).ToBeVisibleAsync();
        await ann.PictureAsync("run-waits");

        // Bob sees exactly what will be done, and allows it.
        await bob.Page.GetByRole(AriaRole.Link, new() { Name = "Inbox" }).ClickAsync();
        ILocator asked = bob.Page.GetByRole(AriaRole.Article).Filter(new() { HasText = "Your booking" });
        await Expect(asked.GetByText("bob@corp.example").First).ToBeVisibleAsync();
        await Expect(asked.GetByText("We have moved it to Friday.").First).ToBeVisibleAsync();
        await Expect(asked.GetByText("mail_needs_approval").First).ToBeVisibleAsync();
        await bob.PictureAsync("inbox");
        await asked.GetByRole(AriaRole.Button, new() { Name = "Approve…" }).ClickAsync();
        await asked.GetByLabel("Reason").FillAsync("the customer asked for it");
        await asked.GetByRole(AriaRole.Button, new() { Name = "Approve send_email" }).ClickAsync();

        await Expect(ann.Page.GetByText("completed", new() { Exact = true }).First).ToBeVisibleAsync();
        await Expect(ann.Page.GetByText("the customer asked for it")).ToBeVisibleAsync();
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
        await Expect(ann.Page.GetByText("chain intact")).ToBeVisibleAsync();
        await ann.PictureAsync("run-verified");

        await ann.Page.GetByRole(AriaRole.Link, new() { Name = "Governance, all runs" }).ClickAsync();
        await Expect(ann.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Move a booking" }).GetByText("completed")).ToBeVisibleAsync();
        await ann.PictureAsync("runs");
        ann.Errors.Should().BeEmpty();
        bob.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task BrokenPolicy_SaysWhereAndHowToMendIt_AndIsNotSaved()
    {
        await using Visitor carla = await browser.OpenAsync();
        await carla.SignInAsync("carla");

        // A click may come between the page's two renderings, and be lost; the links are clicked elsewhere.
        await carla.Page.GotoAsync("/policy");
        ILocator editor = carla.Page.GetByLabel("Policies of your tenant, as JSON");

        await editor.FillAsync("""
            { "policies": [
              { "policy_id": "refunds", "when": { "actoin": "refund" }, "effect": { "require_approval": true } }
            ] }
            """);
        await Expect(carla.Page.GetByText("unknown key `actoin`")).ToBeVisibleAsync();
        await Expect(carla.Page.GetByRole(AriaRole.Button, new() { NameRegex = Place() })).ToContainTextAsync("line 2");
        await Expect(carla.Page.GetByRole(AriaRole.Button, new() { Name = "Save" })).ToBeDisabledAsync();
        await carla.PictureAsync("policy-broken");

        // Mended, tried out, saved: the next run meets it.
        await editor.FillAsync("""
            { "policies": [
              { "policy_id": "no_export_of_contacts", "priority": 300, "when": { "action": "crm:update_contact", "args": { "contact_id": { "like": "vip-*" } } },
                "effect": { "deny": true, "deny_reason": "contacts of important customers are changed by hand" } }
            ] }
            """);
        await Expect(carla.Page.GetByText("No errors.")).ToBeVisibleAsync();
        await carla.Page.GetByLabel("Action", new() { Exact = true }).FillAsync("crm:update_contact");
        await carla.Page.GetByLabel("Arguments", new() { Exact = true }).FillAsync("""{"contact_id":"vip-1"}""");
        await carla.Page.GetByRole(AriaRole.Button, new() { Name = "Simulate" }).ClickAsync();
        await Expect(carla.Page.GetByText("contacts of important customers are changed by hand").First).ToBeVisibleAsync();
        await carla.PictureAsync("policy-simulated");
        await carla.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(carla.Page.GetByText("Saved. It is in force.")).ToBeVisibleAsync();

        // In every process, after the engine's reload at the latest.
        await using Visitor ann = await browser.OpenAsync();
        await ann.SignInAsync("ann");
        for (int attempt = 0; ; attempt++)
        {
            await ann.SubmitAsync("contact vip-7: status = gold", $"VIP {attempt}");
            await Expect(ann.Page.Locator(".run-head").GetByText(Ended())).ToBeVisibleAsync();
            if (await ann.Page.Locator(".run-head").GetByText("failed").IsVisibleAsync())
                break;
            attempt.Should().BeLessThan(20, "the policy comes into force everywhere");
        }

        await Expect(ann.Page.GetByText("contacts of important customers are changed by hand").First).ToBeVisibleAsync();
        await ann.PictureAsync("run-denied");
        carla.Errors.Should().BeEmpty();
        ann.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task Limit_IsSaidWithWhenToTryAgain()
    {
        await using Visitor gina = await browser.OpenAsync();
        await gina.SignInAsync("gina", "globex");

        // As a script of hers would, until the API has had enough.
        int status = 200;
        for (int i = 0; status == 200 && i < 100; i++)
            status = await gina.Page.EvaluateAsync<int>("async () => (await fetch('/api/auth/me')).status");
        status.Should().Be(429);
        IResponse answer = (await gina.Page.GotoAsync("/api/runs"))!;
        answer.Status.Should().Be(429);
        (await answer.HeaderValueAsync("retry-after")).Should().NotBeNullOrEmpty();
        (await gina.Page.ContentAsync()).Should().Contain("quota-exceeded").And.Contain("violated-policies");
        await gina.PictureAsync("limit-api");

        await gina.Page.GotoAsync("/");
        await gina.Page.GetByRole(AriaRole.Button, new() { Name = "New run" }).ClickAsync();
        await gina.Page.GetByLabel("Task", new() { Exact = true }).FillAsync("handbook: refunds");
        await gina.Page.GetByRole(AriaRole.Button, new() { Name = "Start the run" }).ClickAsync();
        await Expect(gina.Page.GetByText("The limit of 30 requests in 60 s")).ToBeVisibleAsync();
        await gina.PictureAsync("limit-dashboard");

        // What the browser says of the answers that were asked for.
        gina.Errors.Should().OnlyContain(static error => error.Contains("429", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tenants_DoNotSeeEachOther()
    {
        await using Visitor carla = await browser.OpenAsync(), gina = await browser.OpenAsync();
        await carla.SignInAsync("carla");
        await carla.SubmitAsync("contact c-1: a = 1", "Acme's own");
        string address = carla.Page.Url;

        await gina.SignInAsync("gina", "globex");
        foreach (string place in (string[])[address, address[..^4] + "0000"])
        {
            (await gina.Page.GotoAsync(place))!.Status.Should().Be(404);
            await Expect(gina.Page.Locator("main")).ToHaveTextAsync("There is no such run The address may be incomplete, or the run is not your tenant's. All runs");
        }

        (await gina.Page.GotoAsync("/"))!.Status.Should().Be(200);
        await Expect(gina.Page.GetByText("Acme's own")).Not.ToBeVisibleAsync();
    }

    [Fact]
    public async Task RunSh_StartsEverything()
    {
        output.WriteLine($"ready after {browser.Server.StartedIn.TotalSeconds:F0} s, publishing included");
        using HttpClient anybody = new() { BaseAddress = browser.Server.Address };

        (await anybody.GetStringAsync("readyz")).Should().Contain("\"status\":\"healthy\"");
        (await anybody.GetAsync("metrics")).StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
        (await anybody.GetAsync("api/metrics")).StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
    }

    [GeneratedRegex("^line ")]
    private static partial Regex Place();

    [GeneratedRegex("^(completed|failed)$")]
    private static partial Regex Ended();
}
