using System.Text.Json;
using System.Text.RegularExpressions;
using Enterprise.Governance;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ReferenceServer.Tests.Processes;

/// <summary>What has to hold once every run has ended, whoever was killed.</summary>
internal sealed partial class LoadChecks(IServiceProvider services, ServerFixture fixture)
{
    internal async Task CheckRunAsync(LoadRun run)
    {
        GovernedRun governed = (await services.GetRequiredService<IGovernance>().GetRunAsync(run.RunId))!;
        governed.Record.State.Should().Be(run.End, "of run {0}", run.Number);
        List<StoredEvent> events = await ServerFixture.ChainAsync(services, run.RunId);
        events.Count(static e => e.Type is "run.completed" or "run.failed").Should().Be(1);
        StoredEvent[] done = [.. events.Where(static e => e.Type == "action.completed")];
        done.Should().HaveCount(run.Done.Actions, "of run {0}", run.Number);

        long charged = 0;
        foreach (StoredEvent row in events.Where(static e => e.Type is "action.completed" or "action.failed"))
        {
            using JsonDocument data = JsonDocument.Parse(row.GetData());
            charged += data.RootElement.GetProperty("cost_units").GetInt64();
        }

        ICostMeter meter = services.GetRequiredService<ICostMeter>();
        RunUsage usage = await governed.GetUsageAsync();
        List<UsageRow> rows = [];
        await foreach (UsageRow row in meter.ListUsageAsync(LoadRun.Tenant, run.RunId))
            rows.Add(row);
        (charged, usage.CostUnits, rows.Sum(static row => row.Units)).Should().Be((run.Done.Units, run.Done.Units, run.Done.Units), "ledger, budget and usage rows are one, of run {0}", run.Number);
        (usage.ToolCalls, (long)rows.Count).Should().Be((done.Length, done.Length));
    }

    internal async Task CheckAllAsync(LoadRun[] runs)
    {
        string[] subjects = [.. (await Task.WhenAll(fixture.Mail.Select(static file => File.ReadAllTextAsync(file)))).Select(static text => Subject().Match(text).Groups[1].Value)];
        subjects.Should().BeEquivalentTo(runs.Where(static run => run.HasMail).Select(static run => run.Subject), "each mail is there once");

        Dictionary<string, string> contacts = [];
        await using NpgsqlCommand command = fixture.Owner.CreateCommand($"SELECT contact_id, fields::jsonb::text FROM reference.contacts WHERE tenant_id = '{LoadRun.Tenant}'");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            contacts.Add(reader.GetString(0), reader.GetString(1).Replace(" ", "", StringComparison.Ordinal));
        contacts.Should().BeEquivalentTo(runs.Where(static run => run.Fields is not null).ToDictionary(static run => run.Contact, static run => run.Fields!));
    }

    [GeneratedRegex("^Subject: (.*)$", RegexOptions.Multiline)]
    private static partial Regex Subject();
}
