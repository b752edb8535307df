using Spico.Client;
using Spico.Client.Dossiers;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Terminal.Dossiers;

/// <summary>A dossier that is open: kept up to date, and what changes in it told in a line.</summary>
internal sealed class OpenDossier : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private readonly SpicoClient _client;
    private readonly IScreen _screen;
    private readonly OpenStream _stream;
    private DossierView _view;
    private Task _following = Task.CompletedTask;

    private OpenDossier(SpicoClient client, IScreen screen, People people, OpenStream stream)
    {
        _client = client;
        _screen = screen;
        _stream = stream;
        _view = stream.Opening.Dossier ?? new DossierView();
        Names = new DossierNames(people);
        Lines = new DossierLines(Names);
    }

    public StreamId Id => _stream.Id;

    /// <summary>The names of who is in it.</summary>
    public DossierNames Names { get; }

    /// <summary>What is in it, as lines.</summary>
    public DossierLines Lines { get; }

    /// <summary>The dossier as it is now.</summary>
    public DossierView View
    {
        get
        {
            lock (_gate)
            {
                return _view.Clone();
            }
        }
    }

    public static async Task<OpenDossier> OpenAsync(
        SpicoClient client, IScreen screen, People people, StreamId dossier, CancellationToken cancellationToken)
    {
        OpenStream stream = await client.OpenAsync(dossier, cancellationToken: cancellationToken);
        var opened = new OpenDossier(client, screen, people, stream);
        await opened.BeginAsync(cancellationToken);
        return opened;
    }

    /// <summary>Shows how it stands.</summary>
    public void Show()
    {
        foreach ((Tone tone, string text) in DossierSheet.Of(View, Names, Lines, Now))
        {
            _screen.Line(tone, text);
        }
    }

    /// <summary>Everything up to here was seen.</summary>
    public async Task MarkReadAsync(CancellationToken cancellationToken)
    {
        long upTo = _stream.Position.Seq;
        MarkDossierReadResponse marked = await _client.MarkDossierReadAsync(Id, upTo, cancellationToken);
        lock (_gate)
        {
            _view.ReadUpTo = marked.ReadUpTo;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _stream.DisposeAsync();
        await _following;
        _closing.Dispose();
    }

    /// <summary>Milliseconds since 1970-01-01T00:00:00Z.</summary>
    public static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        await LearnAsync(_view, cancellationToken);
        Show();
        _following = FollowAsync();
    }

    // Whoever wrote something need not be in the circle any more.
    private async Task LearnAsync(DossierView view, CancellationToken cancellationToken)
    {
        await Names.LearnAsync(view.Circle, cancellationToken);
        await Names.LearnAsync(
            view.Liaison.SelectMany(entry => entry.Acknowledgements.Select(each => each.Person).Append(entry.Author))
                .Concat(view.Memos.Select(memo => memo.ChangedBy))
                .Concat(view.Accesses.Select(access => access.Person))
                .Concat(view.Tasks.Select(task => task.Person))
                .Concat(view.Appointments.Select(appointment => appointment.CreatedBy)),
            cancellationToken);
    }

    private async Task FollowAsync()
    {
        bool goesOn = true;
        while (goesOn)
        {
            try
            {
                await foreach (Fact fact in _stream.Facts.WithCancellation(_closing.Token))
                {
                    await TakeAsync(fact);
                }

                goesOn = false;
                if (_stream.EndReason is not null)
                {
                    _screen.Line(Tone.Notice, "you are no longer in the circle of this dossier");
                }
            }
            catch (StreamResyncException resync)
            {
                lock (_gate)
                {
                    _view = resync.Opening.Dossier ?? new DossierView();
                }

                _screen.Line(Tone.Notice, "the server was restored: the dossier is as it was found there");
            }
            catch (SpicoException exception)
            {
                goesOn = false;
                _screen.Line(Tone.Warning, exception.Error.Message);
            }
            catch (OperationCanceledException)
            {
                goesOn = false;
            }
        }
    }

    private async Task TakeAsync(Fact fact)
    {
        lock (_gate)
        {
            _view.Apply(fact);
        }

        try
        {
            await Names.LearnAsync([fact.Author], _closing.Token);
            if (fact.CircleChanged?.Member is { } member)
            {
                await Names.LearnAsync([member], _closing.Token);
            }
        }
        catch (SpicoException)
        {
            // The name is known the next time: the dossier goes on.
        }

        if (Lines.Of(fact) is { } line)
        {
            _screen.Line(line.Tone, $"  ● {Shown.Time(fact.At)} {line.Text}");
        }
    }
}
