using Hammer.Running;

namespace Hammer.Loads.Projections;

/// <summary>When refreshes began and ended, by the server's clock and within their own transactions: triggers on what each refresh does first and last write it down.</summary>
/// <remarks>Taking notes out of the feed is a refresh's first statement, its ticket the last. Only one projection is refreshed in this load.</remarks>
internal sealed class RefreshLog(HammerServer server)
{
    internal Task InstallAsync() => server.ExecuteAsync(
        """
        CREATE TABLE public.refresh_log (tx xid8 NOT NULL, at timestamptz NOT NULL);
        CREATE FUNCTION public.log_refresh() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO public.refresh_log VALUES (pg_current_xact_id(), clock_timestamp());
            RETURN NULL;
        END $$;
        CREATE TRIGGER log_begin BEFORE DELETE ON governance.projection_dirty FOR EACH STATEMENT EXECUTE FUNCTION public.log_refresh();
        CREATE TRIGGER log_end AFTER UPDATE OF start_ticket ON governance.projections FOR EACH STATEMENT EXECUTE FUNCTION public.log_refresh();
        """);

    internal Task ClearAsync() => server.ExecuteAsync("TRUNCATE public.refresh_log");

    internal Task<long> CountAsync() => server.ScalarAsync<long>("SELECT count(DISTINCT tx) FROM public.refresh_log");

    /// <summary>Counts refreshes that began before an earlier one had ended.</summary>
    internal Task<long> CountOverlapsAsync() => server.ScalarAsync<long>(
        """
        SELECT count(*) FROM (
            SELECT began, max(ended) OVER (ORDER BY began ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS last_end
            FROM (SELECT min(at) AS began, max(at) AS ended FROM public.refresh_log GROUP BY tx) r) o
        WHERE began < last_end
        """);
}
