package dev.ferry.app.migration;

import dev.ferry.app.conduct.MoveOptions;
import dev.ferry.app.screen.Texts;
import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.precopy.PreCopyOptions;
import dev.ferry.engine.resource.TcpPolicy;
import java.util.List;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;

/** How a tree is moved, as far as a person wants to choose. */
final class MoveChoices extends VBox {
    private final PreflightViewModel model;
    private final ComboBox<ExistingFilePolicy> files = new ComboBox<>();
    private final ComboBox<TcpPolicy> tcp = new ComboBox<>();
    private final CheckBox rounds = new CheckBox(Texts.text("choice.rounds"));
    private final CheckBox throttle = new CheckBox(Texts.text("choice.throttle"));
    private final TextField rate = new TextField();
    private final Label rateProblem = small("");

    MoveChoices(PreflightViewModel model) {
        super(8);
        this.model = model;
        Label title = new Label(Texts.text("choice.title"));
        title.getStyleClass().add("group-title");
        getChildren()
                .addAll(
                        title,
                        rateRow(),
                        rateProblem,
                        small(Texts.text("choice.files")),
                        files(),
                        small(Texts.text("choice.tcp")),
                        tcp(),
                        explained(rounds(), "choice.rounds.meaning"),
                        explained(throttle(), "choice.throttle.meaning"));
        model.options().follow(this::show);
    }

    /** An offer beside a finding changes them too. */
    private void show(MoveOptions options) {
        files.setValue(options.existingFiles());
        tcp.setValue(options.tcp());
        rounds.setSelected(options.maxRounds() > 0);
        throttle.setSelected(options.throttle());
    }

    /** What it means stands under its words, not under its box. */
    private static VBox explained(CheckBox choice, String meaning) {
        Label explanation = small(Texts.text(meaning));
        explanation.getStyleClass().add("under-box");
        return new VBox(4, choice, explanation);
    }

    private static Label small(String text) {
        Label label = new Label(text);
        label.getStyleClass().addAll("small", "muted");
        label.setWrapText(true);
        return label;
    }

    private ComboBox<ExistingFilePolicy> files() {
        prepare(
                files,
                "files",
                List.of(ExistingFilePolicy.REFUSE, ExistingFilePolicy.USE_THEIRS, ExistingFilePolicy.OVERWRITE));
        files.valueProperty()
                .addListener((any, before, chosen) -> model.choose(options().withExistingFiles(chosen)));
        return files;
    }

    private ComboBox<TcpPolicy> tcp() {
        prepare(tcp, "tcp", List.of(TcpPolicy.values()));
        tcp.valueProperty()
                .addListener((any, before, chosen) -> model.choose(options().withTcp(chosen)));
        return tcp;
    }

    /** One of several policies, each with a text of its own. */
    private static <T extends Enum<T>> void prepare(ComboBox<T> box, String name, List<T> policies) {
        box.setId("choice-" + name);
        box.setAccessibleText(Texts.text("choice." + name));
        box.setMaxWidth(Double.MAX_VALUE);
        box.getItems().setAll(policies);
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(T policy) {
                return policy == null
                        ? ""
                        : Texts.text("choice." + name + "."
                                + policy.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            }

            @Override
            public T fromString(String text) {
                throw new UnsupportedOperationException("the box can not be edited");
            }
        });
    }

    private CheckBox rounds() {
        rounds.setId("choice-rounds");
        rounds.selectedProperty()
                .addListener((any, before, chosen) ->
                        model.choose(options().withMaxRounds(chosen ? PreCopyOptions.USUAL_ROUNDS : 0)));
        return rounds;
    }

    private CheckBox throttle() {
        throttle.setId("choice-throttle");
        throttle.disableProperty().bind(rounds.selectedProperty().not());
        throttle.selectedProperty()
                .addListener((any, before, chosen) -> model.choose(options().withThrottle(chosen)));
        return throttle;
    }

    private HBox rateRow() {
        Label name = small(Texts.text("choice.rate"));
        name.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(name, Priority.ALWAYS);
        HBox row = new HBox(8, name, rate());
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    private TextField rate() {
        rate.setId("choice-rate");
        rate.setPrefWidth(160);
        rate.setAccessibleText(Texts.text("choice.rate"));
        rate.setPromptText(Texts.text("choice.rate.none"));
        rate.setText(options().bandwidth().orElse(""));
        rateProblem.getStyleClass().setAll("label", "small", "problem");
        say("");
        rate.focusedProperty().addListener((any, before, focused) -> {
            if (!focused) limit();
        });
        rate.setOnAction(event -> limit());
        return rate;
    }

    private void limit() {
        String text = rate.getText().strip();
        try {
            model.choose(
                    text.isEmpty() ? options().withoutBandwidth() : options().withBandwidth(text));
            say("");
        } catch (IllegalArgumentException e) {
            say(e.getMessage());
        }
    }

    private void say(String problem) {
        rateProblem.setText(problem);
        rateProblem.setVisible(!problem.isEmpty());
        rateProblem.setManaged(!problem.isEmpty());
    }

    private MoveOptions options() {
        return model.options().get();
    }
}
