using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using ReferenceServer.Tests.Authorization;
using static ReferenceServer.Tests.ApiFixture;

namespace ReferenceServer.Tests;

/// <summary>The OpenAPI document tells of every endpoint, and its page needs nobody else.</summary>
public sealed partial class OpenApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private JsonElement _document;

    [Fact]
    public async Task Document_DescribesEveryEndpoint()
    {
        using HttpClient client = await fixture.StartAsync();
        _document = JsonElement.Parse(await client.GetStringAsync("/openapi/v1.json"));
        HashSet<string> ids = [], described = [];
        List<string> problems = [];

        foreach (RouteEndpoint endpoint in fixture.Endpoints.Where(AuthorizationTable.IsOfTheApi))
        {
            foreach (string method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                string path = AuthorizationTable.PathOf(endpoint), name = $"{method} {path}";
                described.Add(name);
                if (!_document.GetProperty("paths").TryGetProperty(path, out JsonElement item) || !item.TryGetProperty(method.ToLowerInvariant(), out JsonElement operation))
                    problems.Add($"{name} is not there");
                else
                    Check(name, operation, endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null, ids, problems);
            }
        }

        problems.Should().BeEmpty();
        described.Should().BeEquivalentTo(_document.GetProperty("paths").EnumerateObject().SelectMany(static path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}")), "nothing else is described");
        _document.GetProperty("components").GetProperty("securitySchemes").EnumerateObject().Select(static scheme => scheme.Name).Should().BeEquivalentTo("session", "csrf", "bearer");
    }

    [Fact]
    public async Task Request_MayLeaveOutWhatMayBeNull()
    {
        using HttpClient client = await fixture.StartAsync();

        JsonElement submission = JsonElement.Parse(await client.GetStringAsync("/openapi/v1.json")).GetProperty("components").GetProperty("schemas").GetProperty("RunSubmission");

        (submission.TryGetProperty("required", out JsonElement required) ? required.GetArrayLength() : 0).Should().Be(0);
        submission.GetProperty("properties").EnumerateObject().Select(static member => member.Name).Should().BeEquivalentTo("message", "plan", "title", "tags");
    }

    [Fact]
    public async Task Page_AsksThisServerAlone()
    {
        using HttpClient client = await fixture.StartAsync();

        using HttpResponseMessage page = await client.SendAsync(Request(HttpMethod.Get, "/docs/"));
        page.StatusCode.Should().Be(HttpStatusCode.OK);
        string policy = page.Headers.GetValues("Content-Security-Policy").Single(), html = await page.Content.ReadAsStringAsync();

        policy.Should().Contain("default-src 'self'").And.NotContain("http").And.NotContain("unsafe-eval");
        Address().Matches(html).Select(static match => match.Value).Should().BeEmpty("the page loads nothing from elsewhere");
        foreach (Match script in Script().Matches(html))
        {
            using HttpResponseMessage asset = await client.GetAsync(new Uri(new Uri(client.BaseAddress!, "/docs/"), script.Groups[1].Value));
            asset.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        Script().Matches(html).Should().NotBeEmpty();
        using HttpResponseMessage other = await client.SendAsync(Request(HttpMethod.Get, "/healthz"));
        other.Headers.GetValues("Content-Security-Policy").Single().Should().NotContain("script-src", "that is the page's own");
    }

    private void Check(string name, JsonElement operation, bool isOpen, HashSet<string> ids, List<string> problems)
    {
        if (Text(operation, "summary").Length == 0)
            problems.Add($"{name} has no summary");
        if (!ids.Add(Text(operation, "operationId")))
            problems.Add($"{name} has no name of its own");
        if (operation.TryGetProperty("security", out JsonElement security) && security.GetArrayLength() > 0 == isOpen)
            problems.Add($"{name} does not say who may call it");
        if (operation.TryGetProperty("parameters", out JsonElement parameters))
            problems.AddRange(parameters.EnumerateArray().Where(static parameter => Text(parameter, "description").Length == 0).Select(parameter => $"{name}: the parameter {Text(parameter, "name")} has no description"));
        if (operation.TryGetProperty("requestBody", out JsonElement body))
            CheckContent($"{name}: the body", body, problems);
        string[] statuses = [.. operation.GetProperty("responses").EnumerateObject().Select(static response => response.Name)];
        if (!isOpen)
            problems.AddRange(new[] { "401", "403", "429" }.Except(statuses).Select(status => $"{name} does not tell of {status}"));
        foreach (JsonProperty response in operation.GetProperty("responses").EnumerateObject().Where(static response => response.Name != "204"))
        {
            if (response.Name[0] is '4' or '5' && !name.EndsWith("z", StringComparison.Ordinal))
            {
                if (!response.Value.TryGetProperty("content", out JsonElement content) || !content.TryGetProperty("application/problem+json", out _))
                    problems.Add($"{name}: {response.Name} is no problem");
            }
            else
                CheckContent($"{name}: {response.Name}", response.Value, problems);
        }
    }

    private void CheckContent(string place, JsonElement holder, List<string> problems)
    {
        if (!holder.TryGetProperty("content", out JsonElement content))
        {
            problems.Add($"{place} has no content");
            return;
        }

        foreach (JsonProperty media in content.EnumerateObject())
        {
            if (!media.Value.TryGetProperty("schema", out JsonElement schema))
                problems.Add($"{place} has no schema");
            else
                CheckSchema(place, schema, problems);
            if (media.Name == "application/json" && !media.Value.TryGetProperty("example", out _))
                problems.Add($"{place} has no example");
        }
    }

    private void CheckSchema(string place, JsonElement schema, List<string> problems)
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
            schema = _document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        if (schema.TryGetProperty("oneOf", out JsonElement forms))
        {
            foreach (JsonElement form in forms.EnumerateArray())
                CheckSchema(place, form, problems);
        }

        if (schema.TryGetProperty("items", out JsonElement items))
            CheckSchema(place, items, problems);
        if (!schema.TryGetProperty("properties", out JsonElement members))
            return;
        foreach (JsonProperty member in members.EnumerateObject())
        {
            if (!member.Value.GetRawText().Contains("\"description\"", StringComparison.Ordinal))
                problems.Add($"{place}: `{member.Name}` has no description");
            CheckSchema($"{place}.{member.Name}", member.Value, problems);
        }
    }

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement text) ? text.GetString() ?? "" : "";

    [GeneratedRegex("""(?:https?:)?//[a-z0-9-]+\.[a-z]+[^"'\s]*""")]
    private static partial Regex Address();

    [GeneratedRegex("""(?:<script[^>]* src=|import[^"']*)["']([^"']+)["']""")]
    private static partial Regex Script();
}
