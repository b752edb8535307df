using System.Diagnostics;
using System.Text;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas;
using Spico.Testing;

namespace Spico.Silo.Tests.Agendas;

public sealed class AgendaFeedTests
{
    private const string Khal = "/usr/bin/khal";

    [Fact]
    public void A_patient_s_appointment_tells_when_and_of_what_kind_and_nothing_else()
    {
        Appointment visit = Planner.Appointment("2026-10-20T07:00");
        (visit.Title, visit.Note, visit.Place) = ("Mme Martin", "plaie", "12 rue des Lilas");
        visit.Dossier = StreamId.DossierOf(StreamId.PatientOf(Guid.NewGuid())).ToByteString();
        string[] lines = Lines(Planner.Feed(visit));
        Assert.Contains("SUMMARY:Visite à domicile", lines);
        Assert.Contains("CLASS:CONFIDENTIAL", lines);
        Assert.Contains("DTSTART;TZID=Europe/Paris:20261020T090000", lines);
        Assert.DoesNotContain(lines, line => line.Contains("Martin", StringComparison.Ordinal)
            || line.Contains("plaie", StringComparison.Ordinal) || line.StartsWith("LOCATION", StringComparison.Ordinal)
            || line.Contains(Convert.ToHexString(visit.Dossier.Span), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Lines_are_folded_between_letters_and_texts_are_escaped()
    {
        Appointment meeting = Planner.Appointment("2026-10-20T07:00");
        meeting.Title = string.Concat(Enumerable.Repeat("é😀,;\\", 20)) + "\nsuite\u0007";
        string feed = Planner.Feed(meeting);
        Assert.All(
            feed.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        Assert.DoesNotContain('\n', feed.Replace("\r\n", string.Empty, StringComparison.Ordinal));
        Assert.Contains(
            $"SUMMARY:{string.Concat(Enumerable.Repeat("é😀\\,\\;\\\\", 20))}\\nsuite ", Lines(feed));
        Assert.Equal(
            meeting.Title.Replace('\u0007', ' '), Ical.Net.Calendar.Load(feed)!.Events.Single().Summary);
    }

    [Fact]
    public void What_is_called_off_stays_and_says_so()
    {
        Appointment off = Planner.Appointment("2026-10-20T07:00");
        (off.State, off.Version) = (AppointmentState.Cancelled, 3);
        string[] lines = Lines(Planner.Feed(off));
        Assert.Contains("STATUS:CANCELLED", lines);
        Assert.Contains("SEQUENCE:2", lines);
    }

    [Fact]
    public void An_empty_agenda_is_a_calendar_that_has_its_time_zone()
    {
        string[] lines = Lines(Planner.Feed());
        Assert.Single(lines, "BEGIN:VTIMEZONE");
        Assert.Contains("TZID:Europe/Paris", lines);
        Assert.Empty(Ical.Net.Calendar.Load(Planner.Feed())!.Events);
    }

    [Fact]
    public void A_feed_s_path_names_its_agenda_and_no_other_text_does()
    {
        byte[] secret = [.. Enumerable.Range(0, FeedPath.SecretBytes).Select(one => (byte)one)];
        string path = FeedPath.Of(Planner.Agenda, secret);
        string segment = path[(FeedPath.Root.Length + 1)..];
        Assert.True(FeedPath.TryRead(segment, out StreamId agenda, out byte[] read));
        Assert.Equal(Planner.Agenda, agenda);
        Assert.Equal(secret, read);
        foreach (string? wrong in new[] { null, "", ".ics", segment[..^4], segment[1..], "a" + segment, "é.ics" })
        {
            Assert.False(FeedPath.TryRead(wrong, out _, out _));
        }
    }

    /// <summary>
    /// Goal: real calendar software takes the feed, and shows each visit where it takes place. Method: khal, from
    /// Debian, imports a series across the change of the clocks of which one is left out and one moved.
    /// </summary>
    [Fact]
    public async Task Khal_takes_the_feed_and_shows_what_takes_place()
    {
        Assert.SkipUnless(File.Exists(Khal), "KHAL IS NOT INSTALLED and did not read the feed: apt-get install khal");
        using TestFolder folder = TestFolder.Create("khal");
        Directory.CreateDirectory(folder.File("calendar"));
        await File.WriteAllTextAsync(folder.File("config"), $"""
            [calendars]
            [[spico]]
            path = {folder.File("calendar")}
            [sqlite]
            path = {folder.File("khal.db")}
            [locale]
            local_timezone = Europe/Paris
            default_timezone = Europe/Paris
            timeformat = %H:%M
            dateformat = %Y-%m-%d
            longdateformat = %Y-%m-%d
            datetimeformat = %Y-%m-%d %H:%M
            longdatetimeformat = %Y-%m-%d %H:%M
            """);
        Appointment daily = Planner.Appointment(
            "2026-10-23T07:00", new Recurrence { Unit = RecurrenceUnit.Day, Count = 5 });
        daily.Changes.Add(new OccurrenceChange { Occurrence = Planner.Utc("2026-10-24T07:00"), Skipped = true });
        daily.Changes.Add(new OccurrenceChange
        {
            Occurrence = Planner.Utc("2026-10-26T08:00"),
            StartsAt = Planner.Utc("2026-10-26T13:00"),
            Minutes = 45,
        });
        Appointment meeting = Planner.Appointment("2026-10-25T09:00", number: 2);
        (meeting.Title, meeting.Kind) = ("Réunion, secteur « nord »", AppointmentKind.Meeting);
        await File.WriteAllTextAsync(folder.File("feed.ics"), Planner.Feed(daily, meeting));

        await RunAsync("-c", folder.File("config"), "import", "--batch", "-a", "spico", folder.File("feed.ics"));
        string shown = await RunAsync(
            "-c", folder.File("config"), "list", "--day-format", "", "--format", "{start} {end} {title}",
            "2026-10-20", "10d");
        Assert.Equal(
            """
            2026-10-23 09:00 2026-10-23 09:30 Visite à domicile
            2026-10-25 09:00 2026-10-25 09:30 Visite à domicile
            2026-10-25 10:00 2026-10-25 10:30 Réunion, secteur « nord »
            2026-10-26 14:00 2026-10-26 14:45 Visite à domicile
            2026-10-27 09:00 2026-10-27 09:30 Visite à domicile
            """,
            string.Join('\n', shown.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)));
    }

    private static string[] Lines(string feed) =>
        feed.Replace("\r\n ", string.Empty, StringComparison.Ordinal).Split("\r\n");

    private static async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Khal, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using Process khal = Process.Start(start)!;
        Task<string> said = khal.StandardOutput.ReadToEndAsync();
        Task<string> complained = khal.StandardError.ReadToEndAsync();
        await khal.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (khal.ExitCode != 0)
        {
            Assert.Fail(await complained);
        }

        return await said;
    }
}
