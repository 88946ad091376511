package dev.ferry.app.migration;

import dev.ferry.app.conduct.Decision;
import dev.ferry.app.conduct.MoveEnd;
import dev.ferry.app.conduct.Phase;
import dev.ferry.app.fx.CopyButton;
import dev.ferry.app.fx.RowButtons;
import dev.ferry.app.screen.Amounts;
import dev.ferry.app.screen.Texts;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** One move in the tray: what goes where, how far it is, and how long the program stands still. */
final class MoveRow extends VBox {
    private static final PseudoClass PAUSED = PseudoClass.getPseudoClass("paused");

    private final MoveModel model;
    private final MoveActions actions;
    private final Stepper stepper = new Stepper();
    private final RoundBars bars = new RoundBars();
    private final Label sentence = new Label();
    private final Label figures = new Label();
    private final Label number = new Label();
    private final Label numberCaption = new Label();
    private final VBox big = new VBox(number, numberCaption);
    private final HBox buttons = new HBox(8);
    private final VBox doubt = new VBox(8);

    MoveRow(MoveModel model, MoveActions actions) {
        super(8);
        this.model = model;
        this.actions = actions;
        getStyleClass().add("move");
        getChildren().addAll(line(), doubt);
        model.phase().follow(phase -> steps());
        model.end().follow(this::ended);
        model.rounds().follow(bars::show);
        model.sentence().follow(this::say);
        model.sentBytes().follow(bytes -> figures());
        model.bytesPerSecond().follow(rate -> figures());
        model.downtime().follow(this::number);
        model.halting().follow(this::halting);
        model.cancelling().follow(any -> ended(model.end().get()));
    }

    private Node line() {
        HBox line = new HBox(24, title(), middle(), bars, big(), buttons);
        line.setAlignment(Pos.CENTER_LEFT);
        HBox.setHgrow(line.getChildren().get(1), Priority.ALWAYS);
        buttons.setAlignment(Pos.CENTER_RIGHT);
        buttons.setMinWidth(168);
        buttons.setPrefWidth(168);
        return line;
    }

    private Node title() {
        Label program = new Label(model.trip().program());
        program.getStyleClass().add("program");
        program.setTooltip(new Tooltip(model.trip().command()));
        Label way = new Label(
                Texts.text("move.way", model.trip().fromName(), model.trip().toName()));
        way.getStyleClass().addAll("small", "muted");
        VBox title = new VBox(4, program, way);
        title.setAlignment(Pos.CENTER_LEFT);
        title.setMinWidth(200);
        title.setPrefWidth(200);
        title.setMaxWidth(200);
        return title;
    }

    private Node middle() {
        sentence.setWrapText(true);
        sentence.getStyleClass().add("sentence");
        figures.getStyleClass().addAll("small", "muted");
        VBox middle = new VBox(8, stepper, sentence, figures);
        middle.setAlignment(Pos.CENTER_LEFT);
        middle.setMinWidth(320);
        return middle;
    }

    private Node big() {
        number.getStyleClass().add("big-number");
        numberCaption.getStyleClass().addAll("small", "muted");
        big.setAlignment(Pos.CENTER_RIGHT);
        big.setMinWidth(144);
        return big;
    }

    private void steps() {
        stepper.show(
                model.reached(),
                model.phase().get(),
                model.end().get(),
                model.halting().get() == Halting.PAUSED);
        buttons();
    }

    private void say(String what) {
        sentence.setText(what);
        setAccessibleText(model.trip().program() + ". " + what);
    }

    private void figures() {
        boolean moving = model.end().get().isEmpty();
        long bytes = model.sentBytes().get();
        String rate = Amounts.rate(model.bytesPerSecond().get());
        boolean paused = model.halting().get() == Halting.PAUSED;
        String text = paused
                ? Texts.text("move.figures.paused", Amounts.bytes(bytes))
                : Texts.text("move.figures", Amounts.bytes(bytes), rate);
        figures.setText(bytes == 0 || !moving ? "" : text);
        show(figures, !figures.getText().isEmpty());
    }

    private void number(Optional<Duration> downtime) {
        boolean over = model.end().get().isPresent() || model.canGoBack();
        number.setText(downtime.map(Amounts::time).orElse(""));
        numberCaption.setText(
                downtime.isEmpty() ? "" : Texts.text(over || arrived() ? "move.downtime" : "move.downtime.expected"));
    }

    private boolean arrived() {
        return model.phase().get().filter(phase -> phase == Phase.FINISHING).isPresent();
    }

    private void ended(Optional<MoveEnd> end) {
        String outcome = end.map(how -> how.getClass().getSimpleName().toLowerCase(Locale.ROOT))
                .orElse("");
        for (String state : new String[] {"moved", "refused", "failed", "cancelled", "indoubt"}) {
            pseudoClassStateChanged(PseudoClass.getPseudoClass(state), state.equals(outcome));
        }
        steps();
        figures();
        number(model.downtime().get());
        doubt.getChildren().clear();
        if (end.orElse(null) instanceof MoveEnd.InDoubt unknown) {
            unknown.decisions().forEach(decision -> doubt.getChildren().add(choice(decision)));
        }
        show(doubt, !doubt.getChildren().isEmpty());
        room();
    }

    /** A sentence about what did not come about gets the room of the figures that there are not. */
    private void room() {
        boolean over = model.end().get().isPresent();
        bars.setManaged(!over || !model.rounds().get().isEmpty());
        big.setManaged(!over || !number.getText().isEmpty());
    }

    private Node choice(Decision decision) {
        String key = "doubt." + decision.name().toLowerCase(Locale.ROOT).replace('_', '-');
        Button button = new Button(Texts.text(key));
        button.setId(key.replace('.', '-'));
        button.getStyleClass().add("small");
        button.setMinWidth(200);
        button.setOnAction(event -> model.resolve(decision));
        Label meaning = new Label(Texts.text(
                key + ".meaning", model.trip().fromName(), model.trip().toName()));
        meaning.getStyleClass().addAll("small", "muted");
        meaning.setWrapText(true);
        HBox choice = new HBox(24, button, meaning);
        choice.setAlignment(Pos.CENTER_LEFT);
        return choice;
    }

    private void buttons() {
        buttons.getChildren().clear();
        if (model.end().get().isEmpty()) {
            if (model.halting().get() != Halting.CAN_NOT) buttons.getChildren().add(pause());
            Button cancel = model.isAsking()
                    ? RowButtons.named("move.decide", Feather.HELP_CIRCLE, model::cancel)
                    : RowButtons.named("move.cancel", Feather.X, model::cancel);
            cancel.setDisable(!model.canCancel());
            buttons.getChildren().add(cancel);
            return;
        }
        if (model.canGoBack()) {
            buttons.getChildren()
                    .add(RowButtons.named("move.back", Feather.CORNER_UP_LEFT, () -> actions.goBack(model)));
        } else if (!(model.end().get().get() instanceof MoveEnd.InDoubt)) {
            buttons.getChildren().add(RowButtons.named("move.again", Feather.ROTATE_CW, () -> actions.tryAgain(model)));
        }
        if (!model.canGoBack()) buttons.getChildren().add(new CopyButton(model::report));
        buttons.getChildren().add(RowButtons.dismiss(() -> actions.dismiss(model)));
    }

    private Button pause() {
        Halting now = model.halting().get();
        boolean halted = now == Halting.PAUSED || now == Halting.GOING_ON;
        Button pause = RowButtons.named(
                halted ? "move.continue" : "move.pause", halted ? Feather.PLAY : Feather.PAUSE, model::pause);
        String meaning = Texts.text(halted ? "move.continue.meaning" : "move.pause.meaning");
        pause.setTooltip(new Tooltip(meaning));
        pause.setAccessibleHelp(meaning);
        pause.setDisable(now == Halting.PAUSING || now == Halting.GOING_ON);
        return pause;
    }

    private void halting(Halting now) {
        pseudoClassStateChanged(PAUSED, now == Halting.PAUSED);
        boolean focused = buttons.getChildren().stream().anyMatch(Node::isFocused);
        steps();
        figures();
        if (focused && !buttons.getChildren().isEmpty())
            buttons.getChildren().get(0).requestFocus();
    }

    private static void show(Node node, boolean shown) {
        node.setVisible(shown);
        node.setManaged(shown);
    }
}
